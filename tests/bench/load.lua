-- The load, for wrk. From the environment:
--   SERVER  product | yardstick
--   MODE    day (a PUT of one day), amend (the same on top of If-Match: *), batch, get,
--           session (a PUT of a session that was given), phq9 (a PUT of an answered PHQ-9)
--   PEOPLE  a file with one "patient-id token" a line, used in turn
--   TARGET  the path; {patient} stands for the id
--   START   the number of the first request: it decides whose day is written, and which
--   WITHIN  amend: how many numbers from 0 on have been written before
--   FIRST   the first day that is written, in days since 1970; phq9: the last one
--   ORDER   the order that every patient's sessions are on
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

local EVERY = 28
local SESSION = '{"order_id":"%s","status":"given","plan":null,"given":{"started_at":"%sT09:00:00Z",' ..
  '"ended_at":"%sT10:00:00Z","setting":"pain_clinic","drug":"ketamine_racemic",' ..
  '"route":"iv_infusion","product_strength":{"value":10,"unit":"mg/mL"},"dose_mg":%d,' ..
  '"weight_kg":74.5,"weighed_on":"%s","infusion_minutes":60,"escort_present":true,' ..
  '"pregnancy_test":"not_applicable","premedication":[{"name":"ondansetron","dose":4,"unit":"mg"}],' ..
  '"concomitant_24h":[{"name":"pregabalin","class":"gabapentinoid"}],"pain_before":7,"pain_after":3,' ..
  '"vitals":[{"timepoint":"before","systolic":128,"diastolic":80,"heart_rate":72,"spo2":98},' ..
  '{"timepoint":"min_40","systolic":141,"diastolic":88,"heart_rate":81,"spo2":97},' ..
  '{"timepoint":"end","systolic":136,"diastolic":84,"heart_rate":76,"spo2":98},' ..
  '{"timepoint":"discharge","systolic":130,"diastolic":81,"heart_rate":72,"spo2":98}],' ..
  '"sedation_moaas_min":4,"dissociation_peak":%d,"nausea_vomiting":1,"anxiety_peak":0,' ..
  '"rescue_given":[],"changed":"completed","adverse_events":[],"tolerability":"good",' ..
  '"discharge_checklist":{"observed":true,"awake":true,"bp_ok":true,"no_distress":true,' ..
  '"walks":true,"drinks":true,"escort":true,"knows_contact":true},"discharged_at":"%sT12:30:00Z"}}'

local function session_body(offset)
  local day = day_of(offset * EVERY)
  return string.format(SESSION, os.getenv("ORDER"), day, day, math.random(20, 45), day,
    math.random(0, 8), day)
end

local function phq9_body(offset)
  local answers, day = {}, day_of(-offset * EVERY)
  for item = 1, 10 do
    answers[item] = string.format('"phq9_%d":%d', item, item == 9 and 0 or math.random(0, 3))
  end
  return string.format('{"instrument":"phq9","answers":{%s},"day":"%s",' ..
    '"answered_at":"%sT18:00:00Z","time_zone":"Europe/Amsterdam"}',
    table.concat(answers, ","), day, day)
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
  if product and (mode == "session" or mode == "phq9") then
    headers["If-None-Match"] = "*"
    local body = mode == "session" and session_body(offset) or phq9_body(offset)
    return wrk.format("PUT", person[1] .. uuid(counted, 0), headers, body)
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
