using Homing.Bench;
using Homing.Bench.Chaos;
using Homing.Bench.Idle;
using Homing.Bench.Log;
using Homing.Bench.Nearest;
using Homing.Bench.RoundTrip;

var benchmarks = new BenchTable
{
    ["log"] = LogCommand.RunAsync,
    ["nearest"] = NearestCommand.RunAsync,
    ["roundtrip"] = RoundTripBenchmark.RunAsync,
    ["idle"] = IdleBenchmark.RunAsync,
    ["chaos"] = ChaosCommand.RunAsync,
};

// What benchmarks start for themselves, each in a process of its own.
var parts = new BenchTable
{
    ["serve"] = HomingServer.RunAsync,
    ["serve-raw"] = RawServer.RunAsync,
    ["serve-signalr"] = SignalRServer.RunAsync,
    ["nats-worker"] = NatsWorker.RunAsync,
    ["load"] = LoadProcess.RunAsync,
    ["hold"] = HoldProcess.RunAsync,
};

return await BenchTable.RunAsync(benchmarks, parts, args);
