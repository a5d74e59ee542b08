/** In which every process finds Redis back and tells what it runs. */
const YOUNG_MS = 500;

/**
 * `FairSchedule` as one script, for queues that several processes share. It does the same steps with the same numbers; in
 * addition each process has a lease, and what a process held whose lease ended is over, its turns at their estimates. Slots are
 * as few as any process says that took part lately: each learns by itself how many calls the upstream takes, and one that has
 * heard of nothing yet starts no turn that another knows to be too many.
 *
 * KEYS[1]: where the queue is kept; everything else is below it, in one slot of a cluster.
 * ARGV: now in ms (0: the server's), slots, process, its lease in ms, whether it took part before (1), then `enter` id name owner
 * weight cost queueLimit maxWaitMs, `adopt` id name owner weight cost, `leave` id, `end` id actualCost, `tick`, or `shares`,
 * which takes no part.
 * Returns the outcome, the number of processes, whether this one was known, and ids of the process that started.
 */
export const REDIS_SCHEDULE = `
local P, slots, proc, lease, op = KEYS[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4]), ARGV[6]
local joined = ARGV[5] == '1'
local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + time[2] / 1000
end
local READY, CAPPED, AHEAD, PROCS = P .. ':ready', P .. ':capped', P .. ':ahead', P .. ':processes'
local NAMES = P .. ':names'
local KEPT = 0.98

-- Numbers as text that gives the same number back.
local function text(x) return string.format('%.17g', x) end

local SUMS = { 'last', 'busy', 'active', 'activeWeight', 'waitingWeight', 'cost', 'ms', 'turns', 'arrivals' }
local sums = {}
for i, value in ipairs(redis.call('HMGET', P .. ':sums', unpack(SUMS))) do
  sums[SUMS[i]] = tonumber(value or '0')
end

local NUMBERS = { 'weight', 'unlifted', 'floor', 'lifts', 'running', 'waiting', 'waitingCost', 'largest' }
local flows = {}
local function flow(name)
  if flows[name] ~= nil then return flows[name] end
  local raw = redis.call('HMGET', P .. ':f:' .. name, 'owner', 'place', 'member', unpack(NUMBERS))
  if not raw[1] then return nil end
  local f = { name = name, owner = raw[1], place = raw[2], member = raw[3] }
  for i, field in ipairs(NUMBERS) do f[field] = tonumber(raw[i + 3]) end
  flows[name] = f
  return f
end
local function drop(f)
  flows[f.name] = false
  redis.call('DEL', P .. ':f:' .. f.name)
  redis.call('SREM', NAMES, f.name)
end
local function known(name) return flow(name) or nil end

local function key(f) return math.max(f.unlifted, f.floor) end
local function virtual()
  local least = redis.call('ZRANGE', READY, 0, 0, 'WITHSCORES')
  return least[2] and tonumber(least[2]) or sums.last
end
local function active(f) return f.running > 0 or f.waiting > 0 end
local function count(f, sign)
  if active(f) then
    sums.active = sums.active + sign
    sums.activeWeight = sums.activeWeight + sign * f.weight
  end
  if f.waiting > 0 then sums.waitingWeight = sums.waitingWeight + sign * f.weight end
end
local function slotCap(flowsActive, share)
  if flowsActive <= 1 then return slots end
  return math.max(math.ceil(slots / 2), math.ceil(slots * share))
end
local function cap(f) return slotCap(sums.active, f.weight / sums.activeWeight) end
local function lift(f, to)
  f.unlifted, f.floor, f.lifts = key(f), to, f.lifts + 1
end
local function toReady(f)
  f.place = 'ready'
  redis.call('ZADD', READY, text(key(f)), f.member)
end
local function unplace(f)
  if f.place == 'ready' then redis.call('ZREM', READY, f.member) end
  if f.place == 'capped' then redis.call('SREM', CAPPED, f.name) end
  if f.place == 'ahead' then redis.call('ZREM', AHEAD, f.name) end
  f.place = ''
end
local function takeOut(f, cost)
  f.waiting, f.waitingCost = f.waiting - 1, f.waitingCost - cost
  if f.waiting == 0 then unplace(f) end
end
local function forget(f)
  if active(f) then return end
  if key(f) > virtual() then
    f.place = 'ahead'
    redis.call('ZADD', AHEAD, text(key(f)), f.name)
  else drop(f) end
end
local function passAhead()
  while true do
    local least = redis.call('ZRANGE', AHEAD, 0, 0, 'WITHSCORES')
    if not least[1] or tonumber(least[2]) > virtual() then return end
    redis.call('ZREM', AHEAD, least[1])
    local f = known(least[1])
    if f then drop(f) end
  end
end

local function charge(f, cost)
  local amount = cost / f.weight
  f.unlifted, f.floor = f.unlifted + amount, f.floor + amount
  f.largest = math.max(f.largest, amount)
end

local function start(f)
  local id = redis.call('LPOP', P .. ':q:' .. f.name)
  local request = P .. ':r:' .. id
  local raw = redis.call('HMGET', request, 'cost', 'process')
  local cost = tonumber(raw[1])
  sums.last = key(f)
  count(f, -1)
  f.running = f.running + 1
  takeOut(f, cost)
  count(f, 1)
  redis.call('HSET', request, 'state', 'running', 'startedAt', text(now), 'weight', text(f.weight), 'lifts', f.lifts)
  charge(f, cost)
  if f.waiting > 0 then toReady(f) end
  sums.busy = sums.busy + 1
  passAhead()
  redis.call('RPUSH', P .. ':started:' .. raw[2], id)
end

-- Of a Redis that lost its memory nobody knows yet what runs: every process tells it first.
local function dispatch()
  if redis.call('GET', P .. ':young') then return end
  for _, name in ipairs(redis.call('SMEMBERS', CAPPED)) do
    local f = known(name)
    if f and f.running < cap(f) then
      redis.call('SREM', CAPPED, name)
      local owed = key(f) - (virtual() - slots * f.largest)
      if owed < 0 then lift(f, key(f) - owed) end
      toReady(f)
    end
  end
  while sums.busy < slots do
    local least = redis.call('ZRANGE', READY, 0, 0)
    if not least[1] then return end
    local f = known(string.sub(least[1], 17))
    if f.running < cap(f) then start(f)
    else
      unplace(f)
      f.place = 'capped'
      redis.call('SADD', CAPPED, f.name)
    end
  end
end

local function over(id, process)
  redis.call('DEL', P .. ':r:' .. id)
  redis.call('SREM', P .. ':of:' .. process, id)
end

-- Ends what runs, at its actual cost when it is known, and takes out what waits. A measured one tells how fast slots are.
local function finish(id, actual, measured)
  local raw = redis.call('HMGET', P .. ':r:' .. id, 'flow', 'cost', 'state', 'weight', 'lifts', 'startedAt', 'process')
  if not raw[1] then return end
  local f, cost = known(raw[1]), tonumber(raw[2])
  over(id, raw[7])
  if raw[3] == 'waiting' then
    redis.call('LREM', P .. ':q:' .. f.name, 1, id)
    count(f, -1)
    takeOut(f, cost)
    count(f, 1)
  else
    local amount = ((actual or cost) - cost) / tonumber(raw[4])
    f.unlifted = f.unlifted + amount
    if tonumber(raw[5]) == f.lifts then f.floor = f.floor + amount end
    if f.place == 'ready' then toReady(f) end
    count(f, -1)
    f.running = f.running - 1
    count(f, 1)
    sums.busy = sums.busy - 1
    if measured then
      sums.cost = sums.cost * KEPT + actual
      sums.ms = sums.ms * KEPT + now - tonumber(raw[6])
      sums.turns = sums.turns * KEPT + 1
    end
  end
  forget(f)
end

local function predict(f, weight)
  local waits, isActive = f and f.waiting > 0, f and active(f)
  local activeWeight = sums.activeWeight + (isActive and 0 or weight)
  local most = slotCap(sums.active + (isActive and 0 or 1), weight / activeWeight)
  if not waits and sums.busy < slots and (f and f.running or 0) < most then return 0 end
  local share = math.min(most, slots * weight / (sums.waitingWeight + (waits and 0 or weight)))
  local ahead = f and (math.max(0, key(f) - virtual()) * weight + f.waitingCost) or 0
  local wait = sums.turns > 0 and sums.ms / sums.turns / slots or 0
  return wait + (sums.cost > 0 and ahead * sums.ms / (sums.cost * share) or 0)
end

local function found(f, name, owner, weight)
  if not f then
    local at = virtual()
    f = { name = name, owner = owner, place = '', member = '', weight = weight, unlifted = at, floor = at, lifts = 0,
      running = 0, waiting = 0, waitingCost = 0, largest = 0 }
    flows[name] = f
    redis.call('SADD', NAMES, name)
  end
  if f.place == 'ahead' then unplace(f) end
  return f
end

-- A turn that the process runs already: it started while Redis was away, or Redis forgot it.
local function adopt(id, name, owner, weight, cost)
  if redis.call('EXISTS', P .. ':r:' .. id) == 1 then return { 'known' } end
  local f = known(name)
  if f and f.owner ~= owner then return { 'foreign' } end
  f = found(f, name, owner, weight)
  count(f, -1)
  f.weight, f.running = weight, f.running + 1
  count(f, 1)
  redis.call('HSET', P .. ':r:' .. id, 'flow', name, 'cost', text(cost), 'state', 'running', 'process', proc,
    'startedAt', text(now), 'weight', text(weight), 'lifts', f.lifts)
  redis.call('SADD', P .. ':of:' .. proc, id)
  charge(f, cost)
  if f.place == 'ready' then toReady(f) end
  sums.busy = sums.busy + 1
  return { 'adopted' }
end

local function enter(id, name, owner, weight, cost, queueLimit, maxWaitMs)
  local f = known(name)
  if f and f.owner ~= owner then return { 'foreign' } end
  local waiting, waitMs = f and f.waiting or 0, predict(f, weight)
  if waiting >= queueLimit then return { 'queue_full', text(waitMs / queueLimit), waiting } end
  if waitMs > maxWaitMs then return { 'too_late', text(waitMs - maxWaitMs), waiting } end
  f = found(f, name, owner, weight)
  count(f, -1)
  f.weight, f.waiting, f.waitingCost = weight, f.waiting + 1, f.waitingCost + cost
  count(f, 1)
  redis.call('HSET', P .. ':r:' .. id, 'flow', name, 'cost', text(cost), 'state', 'waiting', 'process', proc)
  redis.call('SADD', P .. ':of:' .. proc, id)
  redis.call('RPUSH', P .. ':q:' .. name, id)
  if f.waiting == 1 then
    lift(f, virtual())
    f.member = string.format('%016d', sums.arrivals) .. name
    sums.arrivals = sums.arrivals + 1
    toReady(f)
  end
  return { 'entered' }
end

-- Who crashed holds nothing any more.
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', PROCS, '-inf', text(now))) do
  for _, id in ipairs(redis.call('SMEMBERS', P .. ':of:' .. gone)) do finish(id, nil, false) end
  redis.call('ZREM', PROCS, gone)
  redis.call('HDEL', P .. ':slots', gone)
  redis.call('DEL', P .. ':of:' .. gone, P .. ':started:' .. gone)
end
-- Who looks has no part.
local wasKnown = 1
if op ~= 'shares' then
  wasKnown = redis.call('ZSCORE', PROCS, proc) and 1 or 0
  if joined and redis.call('EXISTS', P .. ':sums') == 0 then redis.call('SET', P .. ':young', 1, 'PX', ${YOUNG_MS}) end
  redis.call('ZADD', PROCS, text(now + lease), proc)
  redis.call('HSET', P .. ':slots', proc, slots)
end
for _, each in ipairs(redis.call('HVALS', P .. ':slots')) do slots = math.min(slots, tonumber(each)) end

local outcome = {}
if op == 'enter' then
  outcome = enter(ARGV[7], ARGV[8], ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12]), tonumber(ARGV[13]))
elseif op == 'adopt' then
  outcome = adopt(ARGV[7], ARGV[8], ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11]))
elseif op == 'end' then finish(ARGV[7], tonumber(ARGV[8]), true)
elseif op == 'leave' then finish(ARGV[7], 0, false)
elseif op == 'shares' then
  for _, name in ipairs(redis.call('SMEMBERS', NAMES)) do
    local f = known(name)
    if f and active(f) then outcome[#outcome + 1] = { f.owner, text(f.weight), f.running, f.waiting } end
  end
end
if op ~= 'shares' then dispatch() end

for _, f in pairs(flows) do
  if f then
    local fields = { 'owner', f.owner, 'place', f.place, 'member', f.member }
    for _, field in ipairs(NUMBERS) do
      fields[#fields + 1] = field
      fields[#fields + 1] = text(f[field])
    end
    redis.call('HSET', P .. ':f:' .. f.name, unpack(fields))
  end
end
local fields = {}
for _, field in ipairs(SUMS) do
  fields[#fields + 1] = field
  fields[#fields + 1] = text(sums[field])
end
redis.call('HSET', P .. ':sums', unpack(fields))
local started = redis.call('LRANGE', P .. ':started:' .. proc, 0, -1)
redis.call('DEL', P .. ':started:' .. proc)
return { outcome, redis.call('ZCARD', PROCS), wasKnown, started }
`;
