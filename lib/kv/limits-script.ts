import { LIMITS_HELD } from './limits-held';
import { numbered } from './limits-layout';
import { FOREIGN } from './limits-protocol';
import { LIMITS_STATE } from './limits-state';

/**
 * Carries out the waiting decisions of one process in one call. KEYS: those of `SHARED_KEYS`, then subjects. ARGV[1]:
 * little-endian doubles, `minuteBucketMs burstBucketMs nowMs leaseMs` (a negative time: the server's), how many sets of limits follow
 * and each `requests burst tokens inFlight` (-1: none), then operations:
 *   1 count ahead tokens n (key limits)*n                           -> 2 + 4 n doubles
 *   2 key slots bucket tokens requests                              gives back
 *   3 key slots                                                     renews what the process has, which is no less than that
 *   4 key bucket requests tokens                                    tells what was admitted elsewhere, or was lost
 *   5 key slots requests tokens burst slots                         what the process uses, and what it holds
 *   6 key                                                           gives back what it holds
 *   7                                                               takes part, once the process knows the memory
 *   8 key slots                                                     gives slots back
 * ARGV[2]: 8 bytes of the process. ARGV[3]: 16 bytes of a tenant for each key. ARGV[4]: the memory that the process knows, empty
 * for none; ARGV[5]: when it tells again what a Redis had lost, of how many processes it knows, 0 when it was away itself, else empty. Returns the memory and, unless that was another
 * one, the replies, after how many milliseconds to ask again when nothing was carried out yet (or else 0), the time, the number of
 * processes and the subjects whose held parts are wanted (both with 7 alone), for how many milliseconds what was taken ahead may be
 * used, and where it changed or was renewed what the process holds: doubles `key requests tokens burst slots`.
 */
export const LIMITS_SCRIPT = numbered(`
${LIMITS_STATE}
${LIMITS_HELD}
local out, answers = {}, 0
local LIMITS = 6
local i = LIMITS + a[5] * 4

local function refused(first, limit, who, used, wait, n)
  out[answers + 1], out[answers + 2], out[answers + 3], out[answers + 4], out[answers + 5] = first, limit, who, used, wait
  for more = answers + 6, answers + 2 + 4 * n do out[more] = 0 end
  answers = answers + 2 + 4 * n
end

local function admit(i)
  local granted, ahead, tokens, n = a[i + 1], a[i + 2], a[i + 3], a[i + 4]
  local next = i + 5 + n * 2
  local limit, who, used, wait, most = 0, 0, 0, -1, granted
  local minute, burst_bucket = mb, bb
  if ahead > 0 then minute, burst_bucket = mb + MA, bb + BA end
  for s = 1, n do
    local k, j = a[i + 3 + s * 2], LIMITS + a[i + 4 + s * 2] * 4
    local st, requests, burst, per_minute, slots = load(k), a[j], a[j + 1], a[j + 2], a[j + 3]
    if not st.tenant then refused(${FOREIGN}, s - 1, 0, 0, 0, n) return next end
    local o, t = st.own, tokens
    if per_minute >= 0 and t > per_minute then t = per_minute end
    local r, b, tk, sl = st.R - o.hr, st.B - o.hb, st.T - o.ht, st.S - o.hs
    local room = granted
    if requests >= 0 and requests - r < most then
      local some = requests - r
      if some < room then room = some end
      if some < 1 then
        local ms = want(k, st, 1, requests - 1, r, left_minutes(k, st, true, r, requests - 1))
        if ms > wait then limit, who, used, wait = 1, s - 1, r, ms end
      end
    end
    if burst >= 0 and burst - b < most then
      local some = burst - b
      if some < room then room = some end
      if some < 1 then
        local ms = want(k, st, 3, burst - 1, b, left_burst(k, st, b, burst - 1))
        if ms > wait then limit, who, used, wait = 2, s - 1, b, ms end
      end
    end
    if per_minute >= 0 and tk + most * t > per_minute then
      local some = t > 0 and floor((per_minute - tk) / t) or 0
      if some < room then room = some end
      if some < 1 then
        local ms = want(k, st, 2, per_minute - t, tk, left_minutes(k, st, false, tk, per_minute - t))
        if ms > wait then limit, who, used, wait = 3, s - 1, tk, ms end
      end
    end
    if slots >= 0 and slots - sl < most then
      local some = slots - sl
      if some < room then room = some end
      if some < 1 then
        want(k, st, 4, slots - 1, sl, 0)
        if wait < 0 then limit, who, used, wait = 4, s - 1, sl, 0 end
      end
    end
    if room < granted then granted = room end
  end
  if granted < 1 then refused(0, limit, who, used, wait, n) return next end
  local at = answers
  answers = at + 2 + 4 * n
  for s = 1, n do
    local k, j = a[i + 3 + s * 2], LIMITS + a[i + 4 + s * 2] * 4
    local st, requests, burst, per_minute, slots = states[k], a[j], a[j + 1], a[j + 2], a[j + 3]
    local o, t = st.own, tokens
    if per_minute >= 0 and t > per_minute then t = per_minute end
    charge(k, st, minute, burst_bucket, granted, granted * t)
    local till = now + LEASE
    local new = floor(o.till / W) ~= floor(till / W)
    o.mine, o.till, st.S = o.mine + granted, till, st.S + granted
    shrink(st, o, requests, burst, per_minute, slots)
    if new then grow(st, o, requests, burst, per_minute, slots) end
    if s == 1 then out[at + 1], out[at + 2] = granted, st.MB end
    out[at + 3], out[at + 4], out[at + 5], out[at + 6] = st.R - o.hr, st.B - o.hb, st.T - o.ht, st.S - o.hs
    at = at + 4
  end
  return next
end

local function free(st, slots)
  if not st.tenant then return end
  local o = st.own
  if o.mine > 0 and slots > 0 then
    local n = min(o.mine, slots)
    o.mine, st.S, st.dirty = o.mine - n, st.S - n, true
  end
end

local function give_back(i)
  local st = load(a[i + 1])
  free(st, a[i + 2])
  if st.tenant and (a[i + 4] ~= 0 or a[i + 5] ~= 0) then correct(a[i + 1], st, a[i + 3], a[i + 4], a[i + 5]) end
  return i + 6
end

local function give_slots_back(i)
  free(load(a[i + 1]), a[i + 2])
  return i + 3
end

-- Redis counts no less than the process knows of, unless it found its lease over.
local function renew(i)
  local st = load(a[i + 1])
  if not st.tenant then return i + 3 end
  local o, slots = st.own, a[i + 2]
  if slots > o.mine then o.mine, st.S = slots, st.S + slots - o.mine end
  if st.at > 0 or o.mine > 0 then o.till, st.dirty, st.tell = now + LEASE, true, true end
  return i + 3
end

local function restore(i)
  local k = a[i + 1]
  local st = load(k)
  local bucket, n, tokens = a[i + 2], a[i + 3], a[i + 4]
  if not st.tenant or bucket <= gone then return i + 5 end
  local burst = (bucket + 1) * W + BW * BK > now and n or 0
  if st.MB > bucket and st.MB > gone then
    correct(k, st, bucket, tokens, n)
    charge(k, st, st.MB, bb, 0, 0)
  else
    charge(k, st, bucket, bb, n, tokens)
    st.BN, st.B = st.BN - n, st.B - n
  end
  st.BN, st.B = st.BN + burst, st.B + burst
  return i + 5
end

local function own(st, slots, hr, ht, hb, hs, till)
  if not st.tenant then return end
  local o = st.own
  st.R, st.T, st.B = st.R + hr - o.hr, st.T + ht - o.ht, st.B + hb - o.hb
  st.S = st.S + slots + hs - o.mine - o.hs
  o.mine, o.till, o.hr, o.ht, o.hb, o.hs, st.dirty = slots, till, hr, ht, hb, hs, true
end

local function sync(i)
  local st = load(a[i + 1])
  own(st, a[i + 2], a[i + 3], a[i + 4], a[i + 5], a[i + 6], now + LEASE)
  return i + 7
end

local function yield(i)
  local st = load(a[i + 1])
  if st.tenant then own(st, st.own[1], 0, 0, 0, 0, st.own[2]) end
  return i + 2
end

local processes, wanted = 0, {}
-- Who knows no memory yet may never hear this answer, would have nothing to tell after a loss, and is not waited for then.
local function tick(i)
  if ARGV[4] ~= '' then call('ZADD', KEYS[2], real + LEASE, me) end
  call('ZREMRANGEBYSCORE', KEYS[2], '-inf', real)
  call('ZREMRANGEBYSCORE', KEYS[4], '-inf', real)
  processes, wanted = call('ZCARD', KEYS[2]), call('ZRANGE', KEYS[4], 0, -1)
  return i + 1
end

local DO = {admit, give_back, renew, restore, sync, yield, tick, give_slots_back}
while i <= size do i = DO[a[i]](i) end
local held = {}
for k, st in pairs(states) do
  if st.tell then
    local o = st.own
    held[#held + 1] = pack('<ddddd', k, o.hr, o.ht, o.hb, o.hs)
  end
  if st.dirty then save(k, st) end
end
local replies = {}
for from = 1, answers, 500 do
  local upto = min(answers, from + 499)
  replies[#replies + 1] = pack('<' .. string.rep('d', upto - from + 1), tunpack(out, from, upto))
end
local lasts = min((mb + MA + 1) * W, (bb + BA + 1) * BW) - now
return {memory, table.concat(replies), young, floor(now), processes, wanted, floor(lasts), table.concat(held)}
`);
