-- One lane. KEYS[1] is its name; behind it:
--   :held     zset  ticket → when its place lapses (ms)
--   :waiting  hash  ticket → owner
--   :owners   zset  owner → the virtual time of its next turn, for owners with somebody in line
--   :line:<owner>  zset  ticket → sequence, then order of arrival
--   :state    hash  cap: what the vendor told · pace, successes: how many at once since it throttled, and how many went
--                   well at that pace · probe, closed_until, closure (ms), closures: there while the lane is closed
--                   or half open; the probe is the ticket that went ahead, or '' · failures · clock (virtual time) ·
--                   arrivals
local lane, verb, cap, lease = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local HELD, WAITING, OWNERS, STATE, SERVED =
  lane .. ':held', lane .. ':waiting', lane .. ':owners', lane .. ':state', lane .. ':served'

local LONGEST_LEASE = 20 * 60 * 1000

local function state(field) return tonumber(redis.call('HGET', STATE, field) or '0') end
local function line(owner) return lane .. ':line:' .. owner end

-- A place that lapses later than any can was given by a clock that was wrong; so was a closure longer than itself.
local function forget_lapsed()
  redis.call('ZREMRANGEBYSCORE', HELD, '-inf', now)
  redis.call('ZREMRANGEBYSCORE', HELD, now + LONGEST_LEASE, '+inf')
end

local function is_closed()
  local left = state('closed_until') - now
  return left > 0 and left <= state('closure')
end

local function probe() return redis.call('HGET', STATE, 'probe') end

local function is_probed_by_another(ticket)
  local ahead = probe()
  return ahead and ahead ~= ticket and redis.call('ZSCORE', HELD, ahead)
end

-- What was under way when the lane closed says nothing new when it ends.
local function is_news(ticket)
  local ahead = probe()
  return not ahead or ahead == ticket
end

local function most()
  local told = state('cap')
  return told > 0 and math.min(told, cap) or cap
end

local function at_once()
  local pace = state('pace')
  return pace > 0 and math.min(pace, most()) or most()
end

local function free_places()
  forget_lapsed()
  if is_closed() or is_probed_by_another('') then return 0 end
  local free = at_once() - redis.call('ZCARD', HELD)
  return probe() and math.min(free, 1) or free
end

local function stand_in_line(ticket, owner, sequence)
  if redis.call('HEXISTS', WAITING, ticket) == 1 then return end
  redis.call('HSET', WAITING, ticket, owner)
  local arrival = redis.call('HINCRBY', STATE, 'arrivals', 1)
  redis.call('ZADD', line(owner), sequence * 1e12 + arrival, ticket)
  if not redis.call('ZSCORE', OWNERS, owner) then
    local turn = math.max(tonumber(redis.call('HGET', SERVED, owner) or '0'), state('clock'))
    redis.call('ZADD', OWNERS, turn, owner)
  end
end

local function leave_line(ticket)
  local owner = redis.call('HGET', WAITING, ticket)
  if not owner then return end
  redis.call('HDEL', WAITING, ticket)
  redis.call('ZREM', line(owner), ticket)
  if redis.call('ZCARD', line(owner)) == 0 then redis.call('ZREM', OWNERS, owner) end
end

local function next_ticket()
  local first = redis.call('ZRANGE', OWNERS, 0, 0, 'WITHSCORES')
  if #first == 0 then
    redis.call('DEL', SERVED)
    return nil
  end
  local owner, turn = first[1], tonumber(first[2])
  local ticket = redis.call('ZPOPMIN', line(owner))[1]
  redis.call('HSET', STATE, 'clock', turn)
  redis.call('HSET', SERVED, owner, turn + 1)
  if redis.call('ZCARD', line(owner)) == 0 then
    redis.call('ZREM', OWNERS, owner)
  else
    redis.call('ZADD', OWNERS, turn + 1, owner)
  end
  if ticket then redis.call('HDEL', WAITING, ticket) end
  return ticket
end

local function grant()
  local granted = {}
  local free = free_places()
  while free > 0 do
    local ticket = next_ticket()
    if not ticket then break end
    redis.call('ZADD', HELD, now + lease, ticket)
    if probe() then redis.call('HSET', STATE, 'probe', ticket) end
    granted[#granted + 1] = ticket
    free = free - 1
  end
  return granted
end

local function close(ticket, asked, first, longest)
  if not is_news(ticket) then
    if asked > state('closed_until') - now then
      redis.call('HSET', STATE, 'closed_until', now + asked, 'closure', asked)
    end
    return
  end
  local closure = asked
  if closure <= 0 then closure = math.min(math.max(state('closure') * 2, first), longest) end
  redis.call('HSET', STATE, 'closed_until', now + closure, 'closure', closure, 'probe', '', 'failures', 0)
  redis.call('HINCRBY', STATE, 'closures', 1)
end

local function slow_down()
  redis.call('HSET', STATE, 'pace', math.ceil(at_once() / 2), 'successes', 0)
end

local function speed_up(successes)
  local pace = state('pace')
  if pace == 0 or redis.call('HINCRBY', STATE, 'successes', 1) < successes then return end
  redis.call('HSET', STATE, 'pace', pace + 1, 'successes', 0)
  if pace + 1 >= most() then redis.call('HDEL', STATE, 'pace', 'successes') end
end

local function note_success(ticket, successes)
  if not is_news(ticket) then return end
  redis.call('HDEL', STATE, 'probe', 'closure', 'closures', 'closed_until', 'failures')
  speed_up(successes)
end

local function everybody_in_line()
  local line_of = redis.call('HGETALL', WAITING)
  local tickets = {}
  for index = 1, #line_of, 2 do
    tickets[#tickets + 1] = line_of[index]
    redis.call('DEL', line(line_of[index + 1]))
  end
  redis.call('DEL', WAITING, OWNERS)
  return tickets
end

if verb == 'take' then
  local ticket, owner, sequence = ARGV[4], ARGV[5], tonumber(ARGV[6])
  forget_lapsed()
  if redis.call('ZSCORE', HELD, ticket) then
    redis.call('ZADD', HELD, now + lease, ticket)
    return { ticket }
  end
  stand_in_line(ticket, owner, sequence)
  return grant()
elseif verb == 'release' then
  local ticket, worked, told = ARGV[4], ARGV[5] == '1', tonumber(ARGV[6])
  redis.call('ZREM', HELD, ticket)
  leave_line(ticket)
  if told > 0 then redis.call('HSET', STATE, 'cap', told) end
  if worked then note_success(ticket, tonumber(ARGV[7])) end
  return grant()
elseif verb == 'admit' then
  return grant()
elseif verb == 'drain' then
  return everybody_in_line()
elseif verb == 'renew' then
  for index = 4, #ARGV do redis.call('ZADD', HELD, now + lease, ARGV[index]) end
elseif verb == 'close' then
  local ticket, slower = ARGV[4], ARGV[8] == '1'
  if slower and is_news(ticket) then slow_down() end
  close(ticket, tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]))
elseif verb == 'failed' then
  local ticket, enough = ARGV[4], tonumber(ARGV[5])
  if probe() == ticket or redis.call('HINCRBY', STATE, 'failures', 1) >= enough then
    close(ticket, 0, tonumber(ARGV[6]), tonumber(ARGV[7]))
  end
elseif verb == 'is_open' then
  return { (is_closed() or is_probed_by_another(ARGV[4])) and '0' or '1' }
elseif verb == 'is_shut' then
  return { (state('closures') > 1 or state('closure') >= tonumber(ARGV[4])) and '1' or '0' }
end
return {}
