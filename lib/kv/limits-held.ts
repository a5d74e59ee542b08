import { HEAD } from './limits-layout';
import { YIELD_MS } from './limits-protocol';

/**
 * What a process holds is its fall-back share: counted in all sums, used by that process alone and only while it cannot reach
 * Redis, which is until its lease ends; so it counts for a window longer. Its own decisions take from it what is missing.
 */
export const LIMITS_HELD = `
-- What other processes hold of requests (1), tokens (2), burst (3) or slots (4).
local function others(st, which)
  local held, s, from = 0, st.text, ${HEAD + 1}
  local upto = ${HEAD} + st.count * PW
  if st.others then s, from, upto = st.others, 1, #st.others end
  for at = from, upto, PW do
    if st.others or at ~= st.at then
      local _, _, hr, ht, hb, hs = unpack(PE, s, at + 8)
      held = held + (which == 1 and hr or which == 2 and ht or which == 3 and hb or hs)
    end
  end
  return held
end

-- Part of a limit that the process holds from now on: of a quarter of what is free an equal part for each process, and of all
-- together half of the limit.
local parts
local function part(st, which, most, room, own)
  if own * 64 >= room or most < 8 or room < 4 then return own end
  parts = parts or 4 * max(1, min(16, call('ZCARD', KEYS[2])))
  return max(own, min(max(1, floor(room / parts)), floor(most / 2) - others(st, which)))
end

-- With the process' first decision of a second; in between its own decisions take from it what is missing.
local function grow(st, o, requests, burst, per_minute, slots)
  if requests >= 0 then
    local more = min(4e9, part(st, 1, requests, requests - st.R + o.hr, o.hr)) - o.hr
    st.R, o.hr = st.R + more, o.hr + more
  end
  if per_minute >= 0 then
    local more = part(st, 2, per_minute, per_minute - st.T + o.ht, o.ht) - o.ht
    st.T, o.ht = st.T + more, o.ht + more
  end
  if burst >= 0 then
    local more = min(65535, part(st, 3, burst, burst - st.B + o.hb, o.hb)) - o.hb
    st.B, o.hb = st.B + more, o.hb + more
  end
  if slots >= 0 then
    local more = min(65535, part(st, 4, slots, slots - st.S + o.hs, o.hs)) - o.hs
    st.S, o.hs = st.S + more, o.hs + more
  end
  st.tell = true
end

-- Whose answers are lost were not used: it shrinks by what the process' own decisions take.
local function shrink(st, o, requests, burst, per_minute, slots)
  if requests >= 0 and st.R > requests then
    local less = min(o.hr, st.R - requests)
    st.R, o.hr, st.tell = st.R - less, o.hr - less, true
  end
  if per_minute >= 0 and st.T > per_minute then
    local less = min(o.ht, st.T - per_minute)
    st.T, o.ht, st.tell = st.T - less, o.ht - less, true
  end
  if burst >= 0 and st.B > burst then
    local less = min(o.hb, st.B - burst)
    st.B, o.hb, st.tell = st.B - less, o.hb - less, true
  end
  if slots >= 0 and st.S > slots then
    local less = min(o.hs, st.S - slots)
    st.S, o.hs, st.tell = st.S - less, o.hs - less, true
  end
end

-- A refusal for what other processes hold: they hear of it, and it is free soon.
local function want(k, st, which, most, sum, ms)
  if st.count == 0 or sum - others(st, which) > most then return ms end
  call('ZADD', KEYS[4], real + 4 * ${YIELD_MS}, key(k))
  return min(ms, ${YIELD_MS})
end
`;
