import { FOREIGN, REPLY_NUMBERS } from './limits-protocol';
import { LIMITS_STATE } from './limits-state';

/**
 * Carries out the waiting decisions of one process in one call. KEYS: those of `SHARED_KEYS`, then subjects. ARGV[1]:
 * little-endian doubles, `minuteBucketMs burstBucketMs nowMs leaseMs` (a negative time: the server's), then operations:
 *   1 count ahead tokens n (key requests burst tokens inFlight)*n   -> 20 doubles; a limit of -1: none
 *   2 key slots bucket tokens requests                              gives back
 *   3 key                                                           renews what the process has
 *   4 key bucket requests tokens                                    tells what was admitted elsewhere, or was lost
 *   5 key slots requests tokens burst slots                         what the process uses, and what it holds
 *   6 key                                                           gives back what it holds
 *   7                                                               takes part
 * ARGV[2]: 8 bytes of the process. ARGV[3]: 16 bytes of a tenant for each key. ARGV[4]: the memory that the process knows, empty
 * for none; ARGV[5]: when it tells again what a Redis had lost, of how many processes it knows, 0 when it was away itself, else empty. Returns the memory and, unless that was another
 * one, the replies, after how many milliseconds to ask again when nothing was carried out yet (or else 0), the time, the number of
 * processes and the subjects whose held parts are wanted (both with 7 alone).
 */
export const LIMITS_SCRIPT = `
${LIMITS_STATE}
local replies, FORM = {}, '<${'d'.repeat(REPLY_NUMBERS)}'
local function reply(...)
  replies[#replies + 1] = pack(FORM, ...)
end

local NONE = {r = 0, b = 0, t = 0, slots = 0, hr = 0, ht = 0, hb = 0, hs = 0}
local function admit(i)
  local granted, ahead, tokens, n = a[i + 1], a[i + 2], a[i + 3], a[i + 4]
  local next = i + 5 + n * 5
  local limit, who, used, wait, most = 0, 0, 0, -1, granted
  local subjects, charged = {}, {}
  for s = 1, n do
    local j = i + s * 5
    local st, requests, burst, per_minute, slots = load(a[j]), a[j + 1], a[j + 2], a[j + 3], a[j + 4]
    if st.foreign then reply(${FOREIGN}, s - 1, 0, 0, 0, 0, 0, 0, now, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) return next end
    local t = tokens
    if per_minute >= 0 and t > per_minute then t = per_minute end
    subjects[s], charged[s] = st, t
    local r, b, tk, sl = st.r - st.hr, st.b - st.hb, st.t - st.ht, st.slots - st.hs
    local room = granted
    if requests >= 0 and requests - r < most then
      local some = requests - r
      if some < room then room = some end
      if some < 1 then
        local ms = want(st, a[j], 1, requests - 1, r, left_minutes(st, 'r', r, requests - 1))
        if ms > wait then limit, who, used, wait = 1, s - 1, r, ms end
      end
    end
    if burst >= 0 and burst - b < most then
      local some = burst - b
      if some < room then room = some end
      if some < 1 then
        local ms = want(st, a[j], 3, burst - 1, b, left_burst(st, b, burst - 1))
        if ms > wait then limit, who, used, wait = 2, s - 1, b, ms end
      end
    end
    if per_minute >= 0 and tk + most * t > per_minute then
      local some = t > 0 and floor((per_minute - tk) / t) or 0
      if some < room then room = some end
      if some < 1 then
        local ms = want(st, a[j], 2, per_minute - t, tk, left_minutes(st, 't', tk, per_minute - t))
        if ms > wait then limit, who, used, wait = 3, s - 1, tk, ms end
      end
    end
    if slots >= 0 and slots - sl < most then
      local some = slots - sl
      if some < room then room = some end
      if some < 1 then
        want(st, a[j], 4, slots - 1, sl, 0)
        if wait < 0 then limit, who, used, wait = 4, s - 1, sl, 0 end
      end
    end
    if room < granted then granted = room end
  end
  if granted < 1 then
    reply(0, limit, who, used, wait, 0, 0, 0, now, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    return next
  end
  local minute, burst = mb, bb
  if ahead > 0 then minute, burst = mb + MA, bb + BA end
  for s = 1, n do
    local st, j = subjects[s], i + s * 5
    charge(st, minute, burst, granted, granted * charged[s])
    st.mine, st.till, st.slots = st.mine + granted, now + LEASE, st.slots + granted
    hold(st, a[j + 1], a[j + 2], a[j + 3], a[j + 4])
  end
  local x, y = subjects[1], subjects[2] or NONE
  reply(granted, x.mb, x.r - x.hr, x.b - x.hb, x.t - x.ht, y.r - y.hr, y.b - y.hb, y.t - y.ht, now,
    math.min((mb + MA + 1) * W, (bb + BA + 1) * BW) - now, x.slots - x.hs, y.slots - y.hs,
    x.hr, x.ht, x.hb, x.hs, y.hr, y.ht, y.hb, y.hs)
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
  if st.till then st.till, st.dirty = now + LEASE, true end
  return i + 2
end

local function restore(i)
  local st = load(a[i + 1])
  local bucket, n, tokens = a[i + 2], a[i + 3], a[i + 4]
  if st.foreign or bucket <= mb - MK then return i + 5 end
  local burst = (bucket + 1) * W + BW * BK > now and n or 0
  if st.mb and st.mb > bucket then
    correct(st, bucket, tokens, n)
    charge(st, st.mb, bb, 0, 0)
  else
    charge(st, bucket, bb, n, tokens)
    st.bn, st.b = st.bn - n, st.b - n
  end
  st.bn, st.b = st.bn + burst, st.b + burst
  return i + 5
end

local function own(st, slots, hr, ht, hb, hs)
  if st.foreign then return end
  st.r, st.t, st.b = st.r + hr - st.hr, st.t + ht - st.ht, st.b + hb - st.hb
  st.slots = st.slots + slots + hs - st.mine - st.hs
  st.mine, st.hr, st.ht, st.hb, st.hs, st.dirty = slots, hr, ht, hb, hs, true
end

local function sync(i)
  local st = load(a[i + 1])
  own(st, a[i + 2], a[i + 3], a[i + 4], a[i + 5], a[i + 6])
  st.till = now + LEASE
  return i + 7
end

local function yield(i)
  local st = load(a[i + 1])
  own(st, st.mine, 0, 0, 0, 0)
  return i + 2
end

local processes, wanted = 0, {}
local function tick(i)
  call('ZADD', KEYS[2], real + LEASE, me)
  call('ZREMRANGEBYSCORE', KEYS[2], '-inf', real)
  call('ZREMRANGEBYSCORE', KEYS[4], '-inf', real)
  processes, wanted = call('ZCARD', KEYS[2]), call('ZRANGE', KEYS[4], 0, -1)
  return i + 1
end

local DO = {admit, give_back, renew, restore, sync, yield, tick}
local i = 5
while i <= size do i = DO[a[i]](i) end
for k, st in pairs(states) do if st.dirty then save(k, st) end end
return {memory, table.concat(replies), young, floor(now), processes, wanted}
`;
