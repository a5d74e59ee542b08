import { BURST_BUCKETS, WINDOW_BUCKETS } from './limiter';
import { AT_ONCE, BURST, BURSTS, HEAD, MINUTE, MINUTES, PROCESS } from './limits-layout';
import { BURST_AHEAD, MINUTE_AHEAD, RESTORE_MS, SHARED_KEYS } from './limits-protocol';

/**
 * Each subject is one packed string. What every decision reads and writes is at its beginning, as doubles, which are unpacked in half
 * the time of integers: the head, with tenant (16 bytes), sums of requests, tokens, burst and slots, a time before which no slot ends,
 * when the key ends, the newest minute (bucket, requests, tokens) and burst (bucket, count), of the older ones in each ring the first,
 * how many and the bucket of the oldest, and the number of processes; then the processes: id (8 bytes), slots, time at which they are
 * free unless renewed, held requests, tokens, burst and slots. Behind them lie two rings with the older minutes (bucket 6 bytes,
 * requests 4, tokens 6) and bursts (bucket 6, count 4), touched when a bucket is over or leaves the window. An empty bucket has no entry.
 * Offsets are made strings here, since a number as an argument is formatted with 17 digits.
 */
export const LIMITS_STATE = `
local MK, BK, MA, BA = ${WINDOW_BUCKETS + 1}, ${BURST_BUCKETS + 1}, ${MINUTE_AHEAD}, ${BURST_AHEAD}
local HEAD, ME, BE, PE, PW = '<c16${'d'.repeat(18)}', '<I6I4I6', '<I6I4', '<dddddd', ${PROCESS}
local tunpack, unpack, pack, sub, find = unpack, struct.unpack, struct.pack, string.sub, string.find
local floor, ceil, min, max, call = math.floor, math.ceil, math.min, math.max, redis.call
local a, size = {}, 0
-- No more at once than fit on the stack.
for from = 1, #ARGV[1], 4000 do
  local some = sub(ARGV[1], from, from + 3999)
  local n = #some / 8
  local numbers = {unpack('<' .. string.rep('d', n), some)}
  if size == 0 then a = numbers else for i = 1, n do a[size + i] = numbers[i] end end
  size = size + n
end
local W, BW, now, LEASE = a[1], a[2], a[3], a[4]
local time = call('TIME')
local real = time[1] * 1000 + floor(time[2] / 1000)
if now < 0 then now = real end
local memory = call('GET', KEYS[1])
if not memory then
  memory = string.format('%.0f', real)
  call('SET', KEYS[1], memory)
end
if ARGV[4] ~= '' and ARGV[4] ~= memory then return {memory} end
local me, again = ARGV[2], ARGV[5]
local age, young = real - tonumber(memory), 0
if age < W * MK then
  if again ~= '' and again ~= '0' then
    call('HSET', KEYS[3], me, 1)
    if tonumber(again) > tonumber(call('HGET', KEYS[3], 'known') or '0') then call('HSET', KEYS[3], 'known', again) end
    call('PEXPIRE', KEYS[3], ceil(W * MK))
  end
  young = ${RESTORE_MS} - age
  if young <= 0 then
    local expected = tonumber(call('HGET', KEYS[3], 'known') or '0')
    if expected > 0 and call('HLEN', KEYS[3]) - 1 < expected then young = min(${RESTORE_MS}, W * MK - age) end
  end
  young = max(0, ceil(young))
  if young > 0 and again == '' then return {memory, '', young, floor(now), 0, {}, 0, ''} end
end
local mb, bb = floor(now / W), floor(now / BW)
local gone, bgone = mb - MK, bb - BK
local KEEP = W * (MK + MA) + LEASE
local states = {}

local function key(k)
  return KEYS[k + ${SHARED_KEYS.length}]
end

-- Where the rings begin in what is stored.
local function minutes_at(st) return ${HEAD} + st.count * PW end
local function bursts_at(st) return ${HEAD + MINUTES * MINUTE} + st.count * PW end

-- Takes the entries out that are older than the window, a few at a time.
local function expire_minutes(k, st)
  while st.mcount > 0 and st.mold <= gone do
    local from, first = minutes_at(st), st.mfirst
    local upto = min(first + 4, first + st.mcount, ${MINUTES})
    local s = call('GETRANGE', key(k), (from + first * ${MINUTE}) .. '', (from + upto * ${MINUTE} - 1) .. '')
    for at = 1, #s, ${MINUTE} do
      local bucket, r, t = unpack(ME, s, at)
      st.mold = bucket
      if bucket > gone then break end
      st.R, st.T = st.R - r, st.T - t
      st.mfirst, st.mcount = (st.mfirst + 1) % ${MINUTES}, st.mcount - 1
    end
  end
  if st.MB <= gone then st.R, st.T, st.MR, st.MT = st.R - st.MR, st.T - st.MT, 0, 0 end
end

local function expire_burst(k, st)
  while st.bcount > 0 and st.bold <= bgone do
    local from, first = bursts_at(st), st.bfirst
    local upto = min(first + 8, first + st.bcount, ${BURSTS})
    local s = call('GETRANGE', key(k), (from + first * ${BURST}) .. '', (from + upto * ${BURST} - 1) .. '')
    for at = 1, #s, ${BURST} do
      local bucket, n = unpack(BE, s, at)
      st.bold = bucket
      if bucket > bgone then break end
      st.B = st.B - n
      st.bfirst, st.bcount = (st.bfirst + 1) % ${BURSTS}, st.bcount - 1
    end
  end
  if st.BB <= bgone then st.B, st.BN = st.B - st.BN, 0 end
end

-- Slots end with the lease; what was held may have been used until then and counts for a window more.
local function expire_slots(st)
  local keep, ends = '', 0
  for at = ${HEAD + 1}, ${HEAD} + st.count * PW, PW do
    local slots, till, hr, ht, hb, hs = unpack(PE, st.text, at + 8)
    local over, entry = till, sub(st.text, at, at + PW - 1)
    if till <= now then
      st.S = st.S - slots - hs
      slots, hs, over = 0, 0, till + W * MK
      entry = sub(st.text, at, at + 7) .. pack(PE, 0, till, hr, ht, hb, 0)
      if over <= now or hr + ht + hb == 0 then
        st.R, st.T, st.B = st.R - hr, st.T - ht, st.B - hb
        entry = nil
      end
    end
    if at == st.at then
      st.own = {slots, till, hr, ht, hb, hs}
      if not entry then st.own, st.at = {0, 0, 0, 0, 0, 0}, 0 end
    elseif entry then
      keep = keep .. entry
      if ends == 0 or over < ends then ends = over end
    end
  end
  st.others, st.ends, st.dirty = keep, ends, true
end

local function load(k)
  local st = states[k]
  if st then return st end
  local s, tenant = call('GETRANGE', key(k), '0', '${HEAD + AT_ONCE * PROCESS - 1}'), sub(ARGV[3], k * 16 - 15, k * 16)
  if s == '' then
    st = {s, 0, false, false, false, tenant, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {0, 0, 0, 0, 0, 0}}
    states[k] = st
    return st
  end
  st = {s, 0, false, false, false, unpack(HEAD, s)}
  states[k] = st
  if st.tenant ~= tenant then st.tenant = false return st end
  if st.count > ${AT_ONCE} then
    s = call('GETRANGE', key(k), '0', ${HEAD - 1} + st.count * PW)
    st.text = s
  end
  if st.MB <= gone or st.mcount > 0 and st.mold <= gone then expire_minutes(k, st) end
  if st.BB <= bgone or st.bcount > 0 and st.bold <= bgone then expire_burst(k, st) end
  local at = find(s, me, ${HEAD + 1}, true)
  if at and (at - ${HEAD + 1}) % PW == 0 and at < ${HEAD + 1} + st.count * PW then
    st.at, st.own = at, {unpack(PE, s, at + 8)}
  else
    st.own = {0, 0, 0, 0, 0, 0}
  end
  if st.count > 0 and st.ends <= now then expire_slots(st) end
  return st
end

-- What was counted in the newest bucket goes to the ring when another one is the newest.
local function keep_minute(k, st)
  if st.MR == 0 and st.MT == 0 then return end
  local slot = (st.mfirst + st.mcount) % ${MINUTES}
  call('SETRANGE', key(k), (minutes_at(st) + slot * ${MINUTE}) .. '', pack(ME, st.MB, st.MR, st.MT))
  if st.mcount == 0 then st.mold = st.MB end
  st.mcount = st.mcount + 1
end

local function keep_burst(k, st)
  if st.BN == 0 then return end
  local slot = (st.bfirst + st.bcount) % ${BURSTS}
  call('SETRANGE', key(k), (bursts_at(st) + slot * ${BURST}) .. '', pack(BE, st.BB, st.BN))
  if st.bcount == 0 then st.bold = st.BB end
  st.bcount = st.bcount + 1
end

-- Into the newest entry, or one after it; never before it, which only counts a little longer.
local function charge(k, st, bucket, burst, n, tokens)
  if st.MB >= bucket then
    st.MR, st.MT = st.MR + n, st.MT + tokens
  else
    keep_minute(k, st)
    st.MB, st.MR, st.MT = bucket, n, tokens
  end
  if st.BB >= burst then
    st.BN = st.BN + n
  else
    keep_burst(k, st)
    st.BB, st.BN = burst, n
  end
  st.R, st.T, st.B = st.R + n, st.T + tokens, st.B + n
  st.dirty = true
end

-- Adds to the first entry that is not before the bucket; no entry falls below nothing.
local function correct(k, st, bucket, tokens, n)
  if st.MB < bucket or bucket <= gone then return end
  st.dirty = true
  local from = minutes_at(st)
  for i = max(0, st.mcount - (st.MB - bucket)), st.mcount - 1 do
    local at = from + (st.mfirst + i) % ${MINUTES} * ${MINUTE}
    local b, r, t = unpack(ME, call('GETRANGE', key(k), at .. '', (at + ${MINUTE - 1}) .. ''))
    if b >= bucket then
      n, tokens = max(n, -r), max(tokens, -t)
      call('SETRANGE', key(k), at .. '', pack(ME, b, r + n, t + tokens))
      st.T, st.R = st.T + tokens, st.R + n
      return
    end
  end
  n, tokens = max(n, -st.MR), max(tokens, -st.MT)
  st.MT, st.MR, st.T, st.R = st.MT + tokens, st.MR + n, st.T + tokens, st.R + n
end

-- Milliseconds until the sum is at most this.
local function left_minutes(k, st, requests, left, most)
  local from, bucket = minutes_at(st), max(st.MB, gone + 1)
  local s = call('GETRANGE', key(k), from, from + ${MINUTES * MINUTE - 1})
  for i = 0, st.mcount - 1 do
    local b, r, t = unpack(ME, s, (st.mfirst + i) % ${MINUTES} * ${MINUTE} + 1)
    left = left - (requests and r or t)
    if left <= most then bucket = b break end
  end
  return max(1, ceil((bucket + MK) * W - now))
end

local function left_burst(k, st, left, most)
  local from, bucket = bursts_at(st), max(st.BB, bgone + 1)
  local s = call('GETRANGE', key(k), from, from + ${BURSTS * BURST - 1})
  for i = 0, st.bcount - 1 do
    local b, n = unpack(BE, s, (st.bfirst + i) % ${BURSTS} * ${BURST} + 1)
    left = left - n
    if left <= most then bucket = b break end
  end
  return max(1, ceil((bucket + BK) * BW - now))
end

-- In place as long as the number of processes is the same.
local function save(k, st)
  local o, at, s, others = st.own, st.at, st.text, st.others
  local own = ''
  if at > 0 or o.mine > 0 or o.hr + o.ht + o.hb + o.hs > 0 then
    own = me .. pack(PE, tunpack(o, 1, 6))
    if st.ends == 0 or o.till < st.ends then st.ends = o.till end
  end
  local late = st.ttl < real + KEEP
  if late then st.ttl = ceil(real + KEEP) + 30000 end
  if not others and (own == '') == (at == 0) and s ~= '' then
    if at > 0 then own = sub(s, ${HEAD + 1}, at - 1) .. own .. sub(s, at + PW, ${HEAD} + st.count * PW) end
    call('SETRANGE', key(k), '0', pack(HEAD, tunpack(st, 6, 24)) .. own)
    if late then call('PEXPIREAT', key(k), st.ttl) end
    return
  end
  if not others then others = sub(s, ${HEAD + 1}, ${HEAD} + st.count * PW) end
  local rings = call('GETRANGE', key(k), minutes_at(st), '-1')
  st.count = (#others + #own) / PW
  call('SET', key(k), pack(HEAD, tunpack(st, 6, 24)) .. others .. own .. rings, 'PX', ceil(st.ttl - real))
end
`;
