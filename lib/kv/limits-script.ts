import { BURST_BUCKETS, WINDOW_BUCKETS } from './limiter';

/** Buckets beyond the newest, in which leases are charged that are used until then. */
export const MINUTE_AHEAD = 1;
export const BURST_AHEAD = 25;

export const OP = { admit: 1, release: 2, renew: 3, restore: 4 } as const;

/** Its value stands for what Redis remembers: when it is another one, everything else was lost too. */
export const MEMORY_KEY = 'tenantry:limits:memory';
/** After such a loss nothing is decided for so long, in which every process tells what it had admitted. */
export const RESTORE_MS = 500;

/** Numbers in the reply to each `admit`. */
export const REPLY_NUMBERS = 12;
/** The state was another tenant's. */
export const FOREIGN = -1;

/**
 * Carries out the waiting decisions of one process in one call. KEYS: the memory's, then subjects. ARGV[1]: little-endian
 * doubles, `minuteBucketMs burstBucketMs nowMs leaseMs` (a negative time: the server's), then operations:
 *   1 count ahead tokens n (key requests burst tokens inFlight)*n   -> 12 doubles; a limit of -1: none
 *   2 key slots bucket tokens requests                              gives back
 *   3 key                                                           renews the process's slots
 *   4 key slots bucket requests tokens                              tells again what was lost
 * ARGV[4]: the memory that the process knows, empty for none; ARGV[5]: whether it tells again. Returns the memory, the replies
 * and, when nothing was carried out yet, after how many milliseconds to ask again; of another memory that alone.
 * ARGV[2]: 8 bytes of the process. ARGV[3]: 16 bytes of a tenant for each key.
 *
 * Each subject is one packed string: tenant (16), sums of requests (4), tokens (6), burst (4) and slots (4), a time before
 * which no slot ends (6), numbers of entries (2 each), then the entries, oldest first: minutes (bucket 6, requests 4, tokens 6), burst (bucket 6, requests 2), processes
 * (id 8, slots 4, time at which they are free unless renewed 6). An empty bucket has none, so that what most decisions touch is
 * the newest entry alone.
 */
export const LIMITS_SCRIPT = `
local MK, BK, MA, BA = ${WINDOW_BUCKETS + 1}, ${BURST_BUCKETS + 1}, ${MINUTE_AHEAD}, ${BURST_AHEAD}
local HEAD, ME, BE, PE = '<I4I6I4I4I6I2I2I2', '<I6I4I6', '<I6I2', '<I4I6'
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
if ARGV[4] ~= '' and ARGV[4] ~= memory and ARGV[5] == '' then return {memory} end
local young = tonumber(memory) + ${RESTORE_MS} - real
if young > 0 and ARGV[5] == '' then return {memory, '', ceil(young)} end
local mb, bb = floor(now / W), floor(now / BW)
local me = ARGV[2]
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
  if st.mb and st.mb <= mb - MK then st.mb, st.r, st.t = nil, 0, 0 end
end

local function expire_burst(st)
  local q, from = st.bq, 1
  while from < #q do
    local bucket, n = unpack(BE, q, from)
    if bucket > bb - BK then break end
    st.b, from = st.b - n, from + 8
  end
  if from > 1 then st.bq = sub(q, from) end
  if st.bb and st.bb <= bb - BK then st.bb, st.b = nil, 0 end
end

local function expire_slots(st)
  local keep, total, ends = '', 0, nil
  for at = 1, #st.procs, 18 do
    local slots, till = unpack(PE, st.procs, at + 8)
    if till > now then
      keep, total = keep .. sub(st.procs, at, at + 17), total + slots
      if not ends or till < ends then ends = till end
    end
  end
  st.procs, st.slots, st.ends = keep, total, ends or 0
end

local function load(k)
  local st = states[k]
  if st then return st end
  local s = call('GET', KEYS[k + 1])
  st = {r = 0, t = 0, b = 0, q = '', bq = '', slots = 0, ends = 0, procs = '', mine = 0}
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
  if own and (own - 1) % 18 == 0 then
    st.mine, st.till = unpack(PE, st.procs, own + 8)
    st.procs = sub(st.procs, 1, own - 1) .. sub(st.procs, own + 18)
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
local function left_minutes(st, field, most)
  local left, bucket = st[field], st.mb
  for at = 1, #st.q, 16 do
    local b, r, t = unpack(ME, st.q, at)
    left = left - (field == 'r' and r or t)
    if left <= most then bucket = b break end
  end
  return math.max(1, ceil((bucket + MK) * W - now))
end

local function left_burst(st, most)
  local left, bucket = st.b, st.bb
  for at = 1, #st.bq, 8 do
    local b, n = unpack(BE, st.bq, at)
    left = left - n
    if left <= most then bucket = b break end
  end
  return math.max(1, ceil((bucket + BK) * BW - now))
end

local function save(k, st)
  local procs, px = st.procs, W * (MK + MA)
  if st.mine > 0 then
    procs = procs .. me .. pack(PE, st.mine, st.till)
    if st.ends == 0 or st.till < st.ends then st.ends = st.till end
  end
  if procs ~= '' and LEASE > px then px = LEASE end
  local minutes, burst, nm, nb = '', '', 0, 0
  if st.mb then minutes, nm = pack(ME, st.mb, st.mr, st.mt), #st.q / 16 + 1 end
  if st.bb then burst, nb = pack(BE, st.bb, st.bn), #st.bq / 8 + 1 end
  call('SET', KEYS[k + 1], sub(ARGV[3], k * 16 - 15, k * 16) .. pack(HEAD, st.r, st.t, st.b, st.slots, st.ends, nm, nb, #procs / 18) ..
    st.q .. minutes .. st.bq .. burst .. procs, 'PX', ceil(px))
end

local replies = {}
local function reply(...)
  replies[#replies + 1] = pack('<dddddddddddd', ...)
end

local function admit(i)
  local granted, ahead, tokens, n = a[i + 1], a[i + 2], a[i + 3], a[i + 4]
  local next = i + 5 + n * 5
  local limit, who, used, wait, most = 0, 0, 0, -1, granted
  local subjects, charged = {}, {}
  for s = 1, n do
    local j = i + s * 5
    local st, requests, burst, per_minute, slots = load(a[j]), a[j + 1], a[j + 2], a[j + 3], a[j + 4]
    if st.foreign then reply(${FOREIGN}, s - 1, 0, 0, 0, 0, 0, 0, now, 0, 0, 0) return next end
    local t = tokens
    if per_minute >= 0 and t > per_minute then t = per_minute end
    subjects[s], charged[s] = st, t
    local room = granted
    if requests >= 0 and requests - st.r < most then
      local some = requests - st.r
      if some < room then room = some end
      if some < 1 then
        local ms = left_minutes(st, 'r', requests - 1)
        if ms > wait then limit, who, used, wait = 1, s - 1, st.r, ms end
      end
    end
    if burst >= 0 and burst - st.b < most then
      local some = burst - st.b
      if some < room then room = some end
      if some < 1 then
        local ms = left_burst(st, burst - 1)
        if ms > wait then limit, who, used, wait = 2, s - 1, st.b, ms end
      end
    end
    if per_minute >= 0 and st.t + most * t > per_minute then
      local some = t > 0 and floor((per_minute - st.t) / t) or 0
      if some < room then room = some end
      if some < 1 then
        local ms = left_minutes(st, 't', per_minute - t)
        if ms > wait then limit, who, used, wait = 3, s - 1, st.t, ms end
      end
    end
    if slots >= 0 and slots - st.slots < most then
      local some = slots - st.slots
      if some < room then room = some end
      if some < 1 and wait < 0 then limit, who, used, wait = 4, s - 1, st.slots, 0 end
    end
    if room < granted then granted = room end
  end
  if granted < 1 then reply(0, limit, who, used, wait, 0, 0, 0, now, 0, 0, 0) return next end
  local minute, burst = mb, bb
  if ahead > 0 then minute, burst = mb + MA, bb + BA end
  for s = 1, n do
    local st = subjects[s]
    charge(st, minute, burst, granted, granted * charged[s])
    st.mine, st.till, st.slots = st.mine + granted, now + LEASE, st.slots + granted
  end
  local x, y = subjects[1], subjects[2] or {r = 0, b = 0, t = 0, slots = 0}
  reply(granted, x.mb, x.r, x.b, x.t, y.r, y.b, y.t, now, math.min((mb + MA + 1) * W, (bb + BA + 1) * BW) - now,
    x.slots, y.slots)
  return next
end

local function give_back(i)
  local st = load(a[i + 1])
  if not st.foreign then
    if st.mine > 0 and a[i + 2] > 0 then
      local n = math.min(st.mine, a[i + 2])
      st.mine, st.slots, st.dirty = st.mine - n, st.slots - n, true
    end
    if a[i + 4] ~= 0 or a[i + 5] ~= 0 then correct(st, a[i + 3], a[i + 4], a[i + 5]) end
  end
  return i + 6
end

local function renew(i)
  local st = load(a[i + 1])
  if st.mine > 0 then st.till, st.dirty = now + LEASE, true end
  return i + 2
end

local function restore(i)
  local st = load(a[i + 1])
  local bucket, n, tokens = a[i + 3], a[i + 4], a[i + 5]
  st.mine, st.till, st.slots = st.mine + a[i + 2], now + LEASE, st.slots + a[i + 2]
  if bucket <= mb - MK then n, tokens = 0, 0 end
  if st.mb and st.mb > bucket then
    correct(st, bucket, tokens, n)
    charge(st, st.mb, bb, 0, 0)
    st.bn, st.b = st.bn + n, st.b + n
  else
    charge(st, bucket, bb, n, tokens)
  end
  return i + 6
end

local DO = {admit, give_back, renew, restore}
local i = 5
while i <= size do i = DO[a[i]](i) end
for k, st in pairs(states) do if st.dirty then save(k, st) end end
return {memory, table.concat(replies)}
`;
