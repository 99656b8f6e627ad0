-- The load, for wrk. From the environment:
--   SERVER  product | yardstick
--   MODE    day (a PUT of one day), amend (the same on top of If-Match: *), batch, get
--   PEOPLE  a file with one "patient-id token" a line, used in turn
--   TARGET  the path; {patient} stands for the id
--   START   the number of the first request: it decides whose day is written, and which
--   WITHIN  amend: how many numbers from 0 on have been written before
--   FIRST   the first day that is written, in days since 1970
--   EFFECTS ids of side effects, comma-separated;  RUN eight hexadecimal digits of this run's own

local product = os.getenv("SERVER") == "product"
local mode, target = os.getenv("MODE"), os.getenv("TARGET")
local number, within = tonumber(os.getenv("START")), tonumber(os.getenv("WITHIN"))
local first, run = tonumber(os.getenv("FIRST")), os.getenv("RUN")
local BATCH, BODIES = 30, 499
local people, bodies, effects, days = {}, {}, {}, {}
local written_at = os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() - 120)
local NOTE = "The shoulder kept me awake until three; a short walk before lunch, the evening dose " ..
  "an hour late because of the visit. Better after a warm bath, 3 of 10."

local function day_of(offset)
  local day = days[offset]
  if not day then
    day = os.date("!%Y-%m-%d", (first + offset) * 86400)
    days[offset] = day
  end
  return day
end

local function uuid(counted, place)
  return string.format("%s-%04x-7%03x-8%03x-%012x", run, math.floor(counted / 4096) % 65536,
    counted % 4096, place, counted)
end

local function some_effects(pattern)
  local found, at = {}, math.random(1, #effects)
  for i = 1, math.random(3, 6) do
    found[i] = string.format(pattern, effects[(at + i * 5) % #effects + 1], math.random(0, 3))
  end
  return table.concat(found, ",")
end

local function product_body()
  local r = math.random
  return string.format('"answers":{"pain_average":%d,"pain_worst":%d,"pain_interference":%d,' ..
    '"sleep_quality":%d,"mood":%d,"anxiety":%d,"fatigue":%d,"side_effects_any":%d,' ..
    '"ketamine_home":%d,"rescue_doses":%d,"pain_now":%d,"pain_least":%d,"sleep_hours":%.1f},' ..
    '"side_effects":{%s},"note":"%s","written_at":"%s","time_zone":"Europe/Amsterdam"}',
    r(0, 10), r(0, 10), r(0, 10), r(0, 10), r(0, 10), r(0, 10), r(0, 10), r(0, 1), r(0, 3),
    r(0, 9), r(0, 10), r(0, 10), r(0, 24) / 2, some_effects('"%s":%d'), NOTE, written_at)
end

local function yardstick_body()
  local r = math.random
  return string.format('"pain_now":%d,"pain_worst":%d,"pain_avg":%d,"mood":%d,' ..
    '"sleep_hours":%.1f,"side_effects":[%s],"note":"%s","client_ts":"%s"}',
    r(0, 10), r(0, 10), r(0, 10), r(0, 10), r(0, 20) / 2,
    some_effects('{"code":"%s","severity":%d,"since":"2026-01-05"}'), NOTE, written_at)
end

local function any_body() return bodies[math.random(1, BODIES)] end

local function batch(counted, offset)
  local writes = {}
  for i = 1, BATCH do
    local day = day_of(offset * BATCH + i - 1)
    if product then
      writes[i] = '{"kind":"day","write_id":"' .. uuid(counted, i) .. '","day":"' .. day ..
        '",' .. any_body()
    else
      writes[i] = '{"id":"' .. uuid(counted, i) .. '","date":"' .. day .. '",' .. any_body()
    end
  end
  local all = "[" .. table.concat(writes, ",") .. "]"
  return product and '{"device_id":"bench","writes":' .. all .. "}" or all
end

function init()
  math.randomseed(number + 7)
  for line in io.lines(os.getenv("PEOPLE")) do
    local id, token = line:match("(%S+) (%S+)")
    people[#people + 1] = { (target:gsub("{patient}", id)), "Bearer " .. token }
  end
  for id in os.getenv("EFFECTS"):gmatch("[^,]+") do effects[#effects + 1] = id end
  for i = 1, BODIES do bodies[i] = product and product_body() or yardstick_body() end
end

local headers = { ["Content-Type"] = "application/json" }

function request()
  local counted = mode == "amend" and number % within or number
  number = number + 1
  local person, offset = people[counted % #people + 1], math.floor(counted / #people)
  headers["Authorization"] = person[2]
  if mode == "get" then return wrk.format("GET", person[1], headers) end
  if mode == "batch" then
    return wrk.format("POST", person[1], headers, batch(counted, offset))
  end
  if not product then
    local named = '{"id":"' .. uuid(counted, 0) .. '","date":"' .. day_of(offset) .. '",'
    return wrk.format("PUT", person[1], headers, named .. any_body())
  end
  headers[mode == "amend" and "If-Match" or "If-None-Match"] = "*"
  return wrk.format("PUT", person[1] .. day_of(offset), headers, "{" .. any_body())
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\nRESULT {"requests":%d,"us":%d,"bytes":%d,"refused":%d,"broken":%d,' ..
    '"p50_us":%.0f,"p99_us":%.0f}\n', summary.requests, summary.duration, summary.bytes, e.status,
    e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99)))
end
