-- Adds one message to the stream of its channel, in its turn, and tells every instance.
-- KEYS[1] the stream; ARGV: epoch, offset, message, pub/sub channel, most entries kept, seconds until expiry.
-- Entry ids are <epoch>-<offset>, so the stream itself knows its top. Answers:
--   1 stored, 2 stored as the first of a new run (no top, a gap, or a higher epoch), 0 duplicate, -1 of a lower epoch.
local epoch, offset = tonumber(ARGV[1]), tonumber(ARGV[2])
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local answer = 2
if last then
    local dash = string.find(last[1], '-', 1, true)
    local top_epoch = tonumber(string.sub(last[1], 1, dash - 1))
    local top = tonumber(string.sub(last[1], dash + 1))
    if epoch < top_epoch then
        return -1
    end
    if epoch == top_epoch and offset <= top then
        return 0
    end
    if epoch == top_epoch and offset == top + 1 then
        answer = 1
    else
        redis.call('DEL', KEYS[1])
    end
end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[5], ARGV[1] .. '-' .. ARGV[2], 'm', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[6])
redis.call('PUBLISH', ARGV[4], ARGV[3])
return answer
