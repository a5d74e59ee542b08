import { BURST_BUCKETS, WINDOW_BUCKETS } from './limiter';
import { BURST_AHEAD, MINUTE_AHEAD, RESTORE_MS, SHARED_KEYS, YIELD_MS } from './limits-protocol';

/**
 * Each subject is one packed string: tenant (16), sums of requests (4), tokens (6), burst (4) and slots (4), a time before
 * which no slot ends (6), numbers of entries (2 each), then the entries, oldest first: minutes (bucket 6, requests 4, tokens 6), burst (bucket 6, requests 2), processes
 * (id 8, slots 4, time at which they are free unless renewed 6, held requests 4, tokens 6, burst 2, slots 2). An empty bucket has
 * none, so that what most decisions touch is the newest entry alone.
 *
 * What a process holds is its fall-back share: counted in all sums, used by that process alone and only while it cannot reach
 * Redis, which is until its lease ends; so it counts for a window longer. Its own decisions take from it what is missing.
 */
export const LIMITS_STATE = `
local MK, BK, MA, BA = ${WINDOW_BUCKETS + 1}, ${BURST_BUCKETS + 1}, ${MINUTE_AHEAD}, ${BURST_AHEAD}
local HEAD, ME, BE, PE, PW = '<I4I6I4I4I6I2I2I2', '<I6I4I6', '<I6I2', '<I4I6I4I6I2I2', 32
local unpack, pack, sub, floor, ceil, call = struct.unpack, struct.pack, string.sub, math.floor, math.ceil, redis.call
local find = string.find
local size = #ARGV[1] / 8
local a = {unpack('<' .. string.rep('d', size), ARGV[1])}
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
    if expected > 0 and call('HLEN', KEYS[3]) - 1 < expected then young = math.min(${RESTORE_MS}, W * MK - age) end
  end
  young = math.max(0, ceil(young))
  if young > 0 and again == '' then return {memory, '', young, floor(now), 0, {}} end
end
local mb, bb = floor(now / W), floor(now / BW)
local states = {}

-- Takes the entries out that are older than the window.
local function expire_minutes(st)
  local q, from = st.q, 1
  while from < #q do
    local bucket, r, t = unpack(ME, q, from)
    if bucket > mb - MK then break end
    st.r, st.t, from = st.r - r, st.t - t, from + 16
  end
  if from > 1 then st.q = sub(q, from) end
  if st.mb and st.mb <= mb - MK then st.r, st.t, st.mb = st.r - st.mr, st.t - st.mt, nil end
end

local function expire_burst(st)
  local q, from = st.bq, 1
  while from < #q do
    local bucket, n = unpack(BE, q, from)
    if bucket > bb - BK then break end
    st.b, from = st.b - n, from + 8
  end
  if from > 1 then st.bq = sub(q, from) end
  if st.bb and st.bb <= bb - BK then st.b, st.bb = st.b - st.bn, nil end
end

-- Slots end with the lease; what was held may have been used until then and counts for a window more.
local function expire_slots(st)
  local keep, ends = '', nil
  for at = 1, #st.procs, PW do
    local slots, till, hr, ht, hb, hs = unpack(PE, st.procs, at + 8)
    if till > now then
      keep = keep .. sub(st.procs, at, at + PW - 1)
    else
      st.slots = st.slots - slots - hs
      till = till + W * MK
      if till > now and hr + ht + hb > 0 then
        keep = keep .. sub(st.procs, at, at + 7) .. pack(PE, 0, till - W * MK, hr, ht, hb, 0)
      else
        st.r, st.t, st.b, till = st.r - hr, st.t - ht, st.b - hb, nil
      end
    end
    if till and (not ends or till < ends) then ends = till end
  end
  st.procs, st.ends, st.dirty = keep, ends or 0, true
end

local function load(k)
  local st = states[k]
  if st then return st end
  local s = call('GET', KEYS[k + ${SHARED_KEYS.length}])
  st = {r = 0, t = 0, b = 0, q = '', bq = '', slots = 0, ends = 0, procs = '', mine = 0, hr = 0, ht = 0, hb = 0, hs = 0}
  states[k] = st
  if not s then return st end
  if sub(s, 1, 16) ~= sub(ARGV[3], k * 16 - 15, k * 16) then st.foreign = true return st end
  local nm, nb, np
  st.r, st.t, st.b, st.slots, st.ends, nm, nb, np = unpack(HEAD, s, 17)
  local at = 47
  if nm > 0 then
    st.q = sub(s, at, at + (nm - 1) * 16 - 1)
    st.mb, st.mr, st.mt = unpack(ME, s, at + (nm - 1) * 16)
    at = at + nm * 16
    expire_minutes(st)
  end
  if nb > 0 then
    st.bq = sub(s, at, at + (nb - 1) * 8 - 1)
    st.bb, st.bn = unpack(BE, s, at + (nb - 1) * 8)
    at = at + nb * 8
    expire_burst(st)
  end
  st.procs = sub(s, at)
  if np > 0 and st.ends <= now then expire_slots(st) end
  local own = find(st.procs, me, 1, true)
  if own and (own - 1) % PW == 0 then
    st.mine, st.till, st.hr, st.ht, st.hb, st.hs = unpack(PE, st.procs, own + 8)
    st.procs = sub(st.procs, 1, own - 1) .. sub(st.procs, own + PW)
  end
  return st
end

-- Into the newest entry, or one after it; never before it, which only counts a little longer.
local function charge(st, bucket, burst, n, tokens)
  if st.mb and st.mb >= bucket then
    st.mr, st.mt = st.mr + n, st.mt + tokens
  else
    if st.mb then st.q = st.q .. pack(ME, st.mb, st.mr, st.mt) end
    st.mb, st.mr, st.mt = bucket, n, tokens
  end
  if st.bb and st.bb >= burst then
    st.bn = st.bn + n
  else
    if st.bb then st.bq = st.bq .. pack(BE, st.bb, st.bn) end
    st.bb, st.bn = burst, n
  end
  st.r, st.t, st.b = st.r + n, st.t + tokens, st.b + n
  st.dirty = true
end

local function correct(st, bucket, tokens, n)
  if not st.mb or st.mb < bucket or bucket <= mb - MK then return end
  if st.mb == bucket then
    st.mt, st.mr = st.mt + tokens, st.mr + n
  else
    local at = #st.q - 15
    while at > 16 and unpack(ME, st.q, at - 16) >= bucket do at = at - 16 end
    local b, r, t
    if at > 0 then b, r, t = unpack(ME, st.q, at) end
    if b and b >= bucket then
      st.q = sub(st.q, 1, at - 1) .. pack(ME, b, r + n, t + tokens) .. sub(st.q, at + 16)
    else
      st.mt, st.mr = st.mt + tokens, st.mr + n
    end
  end
  st.t, st.r = st.t + tokens, st.r + n
  st.dirty = true
end

-- Milliseconds until the sum is at most this.
local function left_minutes(st, field, left, most)
  local bucket = st.mb or mb - MK
  for at = 1, #st.q, 16 do
    local b, r, t = unpack(ME, st.q, at)
    left = left - (field == 'r' and r or t)
    if left <= most then bucket = b break end
  end
  return math.max(1, ceil((bucket + MK) * W - now))
end

local function left_burst(st, left, most)
  local bucket = st.bb or bb - BK
  for at = 1, #st.bq, 8 do
    local b, n = unpack(BE, st.bq, at)
    left = left - n
    if left <= most then bucket = b break end
  end
  return math.max(1, ceil((bucket + BK) * BW - now))
end

local function save(k, st)
  local procs, px = st.procs, W * (MK + MA)
  local held = st.hr + st.ht + st.hb + st.hs > 0
  if st.mine > 0 or held then
    procs = procs .. me .. pack(PE, st.mine, st.till, st.hr, st.ht, st.hb, st.hs)
    if st.ends == 0 or st.till < st.ends then st.ends = st.till end
  end
  if procs ~= '' then px = px + LEASE end
  local minutes, burst, nm, nb = '', '', 0, 0
  if st.mb then minutes, nm = pack(ME, st.mb, st.mr, st.mt), #st.q / 16 + 1 end
  if st.bb then burst, nb = pack(BE, st.bb, st.bn), #st.bq / 8 + 1 end
  call('SET', KEYS[k + ${SHARED_KEYS.length}], sub(ARGV[3], k * 16 - 15, k * 16) .. pack(HEAD, st.r, st.t, st.b, st.slots, st.ends, nm, nb, #procs / PW) ..
    st.q .. minutes .. st.bq .. burst .. procs, 'PX', ceil(px))
end

-- What other processes hold of requests (1), tokens (2), burst (3) or slots (4).
local function others(st, which)
  local held = 0
  for at = 1, #st.procs, PW do
    local _, _, hr, ht, hb, hs = unpack(PE, st.procs, at + 8)
    held = held + (which == 1 and hr or which == 2 and ht or which == 3 and hb or hs)
  end
  return held
end

-- Part of a limit that the process holds from now on: of a quarter of what is free an equal part for each process, and of all
-- together half of the limit. It shrinks by what its own decisions take alone: whose answers are lost were not used.
local parts
local function part(st, which, most, room, own)
  if own > room then return room > 0 and room or 0 end
  if most < 8 or room < 4 then return own end
  parts = parts or 4 * math.max(1, math.min(16, call('ZCARD', KEYS[2])))
  return math.max(own, math.min(math.max(1, floor(room / parts)), floor(most / 2) - others(st, which)))
end

local function hold(st, requests, burst, per_minute, slots)
  local own, room = st.hr, requests - st.r + st.hr
  if requests >= 0 and (own > room or own * 64 < room) then
    st.hr = math.min(4e9, part(st, 1, requests, room, own))
    st.r = st.r + st.hr - own
  end
  own, room = st.ht, per_minute - st.t + st.ht
  if per_minute >= 0 and (own > room or own * 64 < room) then
    st.ht = part(st, 2, per_minute, room, own)
    st.t = st.t + st.ht - own
  end
  own, room = st.hb, burst - st.b + st.hb
  if burst >= 0 and (own > room or own < 65535 and own * 64 < room) then
    st.hb = math.min(65535, part(st, 3, burst, room, own))
    st.b = st.b + st.hb - own
  end
  own, room = st.hs, slots - st.slots + st.hs
  if slots >= 0 and (own > room or own < 65535 and own * 64 < room) then
    st.hs = math.min(65535, part(st, 4, slots, room, own))
    st.slots = st.slots + st.hs - own
  end
end

-- A refusal for what other processes hold: they hear of it, and it is free soon.
local function want(st, k, which, most, sum, ms)
  if st.procs == '' or sum - others(st, which) > most then return ms end
  call('ZADD', KEYS[4], real + 4 * ${YIELD_MS}, KEYS[k + ${SHARED_KEYS.length}])
  return math.min(ms, ${YIELD_MS})
end
`;
