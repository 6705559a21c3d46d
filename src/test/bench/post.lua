-- Posts the JSON of the environment variable BODY, and ends with one line for hits.sh:
-- result <requests/s> <p50 ms> <p99 ms> <failures>
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Accept"] = "application/json"
wrk.body = os.getenv("BODY")

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("result %.0f %.3f %.3f %d\n",
    summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000,
    latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
