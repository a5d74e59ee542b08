import { BURST_BUCKETS, WINDOW_BUCKETS } from './limiter';

/** Buckets beyond the newest, in which leases are charged that are used until then. */
export const MINUTE_AHEAD = 1;
export const BURST_AHEAD = 25;

const MINUTE_RING = WINDOW_BUCKETS + 1 + MINUTE_AHEAD;
const BURST_RING = BURST_BUCKETS + 1 + BURST_AHEAD;

export const OP = { admit: 1, release: 2, renew: 3 } as const;

/** Numbers in the reply to each `admit`. */
export const REPLY_NUMBERS = 8;
/** The state was another tenant's. */
export const FOREIGN = -1;

/**
 * Carries out the waiting decisions of one process in one call. KEYS: subjects. ARGV[1]: little-endian
 * doubles, `minuteBucketMs burstBucketMs nowMs leaseMs` (a negative time: the server's), then operations:
 *   1 count ahead tokens n (key requests burst tokens inFlight)*n   -> 8 doubles; a limit of -1: none
 *   2 key slots bucket tokens requests                              gives back
 *   3 key                                                           renews the process's slots
 * ARGV[2]: 8 bytes of the process. ARGV[3]: 16 bytes of a tenant for each key.
 *
 * Each subject is one packed string: tenant (16), newest minute bucket (6), newest burst bucket (6), sums of
 * requests (4), tokens (6) and burst (4), number of processes (2), the three rings, then for each process its
 * id (8), slots (4) and the time at which they are free if it does not renew them (6).
 */
export const LIMITS_SCRIPT = `
local MR, BR, MA, BA = ${MINUTE_RING}, ${BURST_RING}, ${MINUTE_AHEAD}, ${BURST_AHEAD}
local HEAD = '<I6I6I4I6I4I2'
local R0 = 45
local T0 = R0 + MR * 4
local B0 = T0 + MR * 6
local P0 = B0 + BR * 2
local unpack, pack, sub, floor, ceil = struct.unpack, struct.pack, string.sub, math.floor, math.ceil
local a = {unpack('<' .. string.rep('d', #ARGV[1] / 8), ARGV[1])}
local W, BW, now, LEASE = a[1], a[2], a[3], a[4]
if now < 0 then
  local t = redis.call('TIME')
  now = t[1] * 1000 + floor(t[2] / 1000)
end
local mb, bb = floor(now / W), floor(now / BW)
local me = ARGV[2]
local states = {}

-- A ring: offset, bytes of a number, its format, size, length of a bucket, buckets beyond the newest.
local RINGS = {
  r = {R0, 4, '<I4', MR, W, MA},
  t = {T0, 6, '<I6', MR, W, MA},
  b = {B0, 2, '<I2', BR, BW, BA},
}

local function value(st, ring, i)
  local c = st[ring][i]
  if c then return c end
  local g = RINGS[ring]
  return (unpack(g[3], st.s, g[1] + i * g[2]))
end

local function clear(st, ring)
  local g = RINGS[ring]
  st.s = sub(st.s, 1, g[1] - 1) .. string.rep('\\0', g[4] * g[2]) .. sub(st.s, g[1] + g[4] * g[2])
  st[ring] = {}
  st.sum[ring] = 0
end

local function advance(st, ring, head, to)
  local g = RINGS[ring]
  if to - head >= g[4] then clear(st, ring) return end
  if st.sum[ring] == 0 then return end
  for step = head + 1 + g[6], to + g[6] do
    local i = step % g[4]
    local v = value(st, ring, i)
    if v ~= 0 then
      st.sum[ring] = st.sum[ring] - v
      st[ring][i] = 0
    end
  end
end

local function load(k)
  local st = states[k]
  if st then return st end
  local tenant = sub(ARGV[3], k * 16 - 15, k * 16)
  local s = redis.call('GET', KEYS[k])
  st = {r = {}, t = {}, b = {}, procs = {}, memo = {}}
  states[k] = st
  if not s then
    st.s = tenant .. string.rep('\\0', P0 - 17)
    st.head, st.bhead, st.sum = mb, bb, {r = 0, t = 0, b = 0}
    st.new = true
    return st
  end
  if sub(s, 1, 16) ~= tenant then st.foreign = true return st end
  st.s = s
  local head, bhead, r, t, b, n = unpack(HEAD, s, 17)
  st.sum = {r = r, t = t, b = b}
  for p = 0, n - 1 do
    local at = P0 + p * 18
    local slots, till = unpack('<I4I6', s, at + 8)
    if till > now then
      local entry = {sub(s, at, at + 7), slots, till}
      st.procs[#st.procs + 1] = entry
      if entry[1] == me then st.own = entry end
    end
  end
  if mb > head then advance(st, 'r', head, mb) advance(st, 't', head, mb) head = mb end
  if bb > bhead then advance(st, 'b', bhead, bb) bhead = bb end
  st.head, st.bhead = head, bhead
  return st
end

local function add(st, ring, bucket, amount)
  if amount == 0 then return end
  local g = RINGS[ring]
  local head = ring == 'b' and st.bhead or st.head
  if bucket > head + g[6] or bucket <= head + g[6] - g[4] then return end
  local i = bucket % g[4]
  st[ring][i] = value(st, ring, i) + amount
  st.sum[ring] = st.sum[ring] + amount
  st.memo = {}
  st.dirty = true
end

-- Milliseconds until the sum of a ring is at most this.
local function ms_until(st, ring, most)
  local id = ring .. most
  local known = st.memo[id]
  if known then return known end
  local g = RINGS[ring]
  local head = ring == 'b' and st.bhead or st.head
  local vals = {unpack('<' .. string.rep(sub(g[3], 2), g[4]), st.s, g[1])}
  local left, wait = st.sum[ring], 0
  for step = head + g[6] - g[4] + 1, head + g[6] do
    local i = step % g[4]
    left = left - (st[ring][i] or vals[i + 1])
    if left <= most then
      wait = ceil((step + g[4] - g[6]) * g[5] - now)
      if wait < 1 then wait = 1 end
      break
    end
  end
  st.memo[id] = wait
  return wait
end

local function slots(st)
  local n = 0
  for _, p in ipairs(st.procs) do n = n + p[2] end
  return n
end

local function save(k, st)
  local keep, till = {}, 0
  for _, p in ipairs(st.procs) do
    if p[2] > 0 then
      keep[#keep + 1] = p[1] .. pack('<I4I6', p[2], p[3])
      if p[3] > till then till = p[3] end
    end
  end
  local at = {}
  for name, g in pairs(RINGS) do
    for i, v in pairs(st[name]) do at[#at + 1] = {g[1] + i * g[2], pack(g[3], v), g[2]} end
  end
  table.sort(at, function(x, y) return x[1] < y[1] end)
  local out, pos = {sub(st.s, 1, 16), pack(HEAD, st.head, st.bhead, st.sum.r, st.sum.t, st.sum.b, #keep)}, R0
  for _, m in ipairs(at) do
    out[#out + 1] = sub(st.s, pos, m[1] - 1)
    out[#out + 1] = m[2]
    pos = m[1] + m[3]
  end
  out[#out + 1] = sub(st.s, pos, P0 - 1)
  local px = W * MR
  if till - now > px then px = till - now end
  redis.call('SET', KEYS[k], table.concat(out) .. table.concat(keep), 'PX', ceil(px))
end

local NAMES = {'r', 'b', 't'}
local replies = {}
local function reply(...)
  replies[#replies + 1] = pack('<dddddddd', ...)
end

local function admit(i)
  local count, ahead, tokens, n = a[i + 1], a[i + 2], a[i + 3], a[i + 4]
  local granted, limit, who, used, wait = count, 0, 0, 0, -1
  local subjects = {}
  for s = 0, n - 1 do
    local j = i + 5 + s * 5
    local st = load(a[j])
    if st.foreign then reply(${FOREIGN}, s, 0, 0, 0, 0, 0, 0) return j + 5 + (n - 1 - s) * 5 end
    local most = {a[j + 1], a[j + 2], a[j + 3]}
    local t = tokens
    if most[3] >= 0 and t > most[3] then t = most[3] end
    subjects[s + 1] = {st, t}
    local each = {1, 1, t}
    for l = 1, 3 do
      local max = most[l]
      if max >= 0 and (l < 3 or t > 0 or st.sum.t > max) then
        local sum = st.sum[NAMES[l]]
        local room = each[l] > 0 and floor((max - sum) / each[l]) or 0
        if room < granted then granted = room end
        if room < 1 then
          local ms = ms_until(st, NAMES[l], max - each[l])
          if ms > wait then limit, who, used, wait = l, s, sum, ms end
        end
      end
    end
    if a[j + 4] >= 0 then
      local busy = slots(st)
      local room = a[j + 4] - busy
      if room < granted then granted = room end
      if room < 1 and wait < 0 then limit, who, used, wait = 4, s, busy, 0 end
    end
  end
  local next = i + 5 + n * 5
  if granted < 1 then reply(0, limit, who, used, wait, now, 0, 0) return next end
  local usage = {0, 0, 0, 0, 0, 0}
  for s, each in ipairs(subjects) do
    local st = each[1]
    add(st, 'r', st.head + (ahead > 0 and MA or 0), granted)
    add(st, 't', st.head + (ahead > 0 and MA or 0), granted * each[2])
    add(st, 'b', st.bhead + (ahead > 0 and BA or 0), granted)
    if not st.own then
      st.own = {me, 0, 0}
      st.procs[#st.procs + 1] = st.own
    end
    st.own[2], st.own[3] = st.own[2] + granted, now + LEASE
    usage[s * 3 - 2], usage[s * 3 - 1], usage[s * 3] = st.sum.r, st.sum.b, st.sum.t
  end
  local first = subjects[1][1]
  reply(granted, first.head + (ahead > 0 and MA or 0), usage[1], usage[2], usage[3], usage[4], usage[5], usage[6])
  return next
end

local function give_back(i)
  local st = load(a[i + 1])
  if not st.foreign and not st.new then
    if st.own and a[i + 2] > 0 then
      st.own[2] = math.max(0, st.own[2] - a[i + 2])
      st.dirty = true
    end
    add(st, 't', a[i + 3], a[i + 4])
    add(st, 'r', a[i + 3], a[i + 5])
  end
  return i + 6
end

local function renew(i)
  local st = load(a[i + 1])
  if st.own then
    st.own[3] = now + LEASE
    st.dirty = true
  end
  return i + 2
end

local DO = {admit, give_back, renew}
local i = 5
while i <= #ARGV[1] / 8 do i = DO[a[i]](i) end
for k, st in pairs(states) do if st.dirty then save(k, st) end end
return table.concat(replies)
`;
