using Homing.Bench;
using Homing.Bench.Chaos;
using Homing.Bench.FanOut;
using Homing.Bench.Idle;
using Homing.Bench.Insights;
using Homing.Bench.Live;
using Homing.Bench.Log;
using Homing.Bench.Nearest;
using Homing.Bench.Recover;
using Homing.Bench.Reports;
using Homing.Bench.Reroute;
using Homing.Bench.Rides;
using Homing.Bench.RoundTrip;
using Homing.Bench.Scale;
using Homing.Bench.ScaleModel;
using Homing.Bench.Slow;
using Homing.Bench.Storm;
using Homing.Bench.Track;
using Homing.Bench.Watch;

var benchmarks = new BenchTable
{
    ["log"] = LogCommand.RunAsync,
    ["nearest"] = NearestCommand.RunAsync,
    ["watch"] = WatchCommand.RunAsync,
    ["roundtrip"] = RoundTripBenchmark.RunAsync,
    ["idle"] = IdleBenchmark.RunAsync,
    ["storm"] = StormBenchmark.RunAsync,
    ["fanout"] = FanOutBenchmark.RunAsync,
    ["live"] = LiveBenchmark.RunAsync,
    ["slow"] = SlowBenchmark.RunAsync,
    ["chaos"] = ChaosCommand.RunAsync,
    ["chaos-fleet"] = ChaosCommand.RunFleetAsync,
    ["scale"] = ScaleBenchmark.RunAsync,
    ["reroute"] = RerouteBenchmark.RunAsync,
    ["recover"] = RecoverBenchmark.RunAsync,
    ["insights"] = InsightsBenchmark.RunAsync,
    ["track"] = TrackBenchmark.RunAsync,
    ["scale-model"] = ScaleModelBenchmark.RunAsync,
    ["rides"] = RidesBenchmark.RunAsync,
    ["reports"] = ReportsBenchmark.RunAsync,
};

// What benchmarks start for themselves, each in a process of its own.
var parts = new BenchTable
{
    ["run"] = EchoProcess.RunAsync,
    ["ping"] = PingProcess.RunAsync,
    ["serve"] = HomingServer.RunAsync,
    ["serve-raw"] = RawServer.RunAsync,
    ["serve-signalr"] = SignalRServer.RunAsync,
    ["nats-worker"] = NatsWorker.RunAsync,
    ["load"] = LoadProcess.RunAsync,
    ["open-load"] = OpenLoadProcess.RunAsync,
    ["slow-clients"] = SlowClientsProcess.RunAsync,
    ["hold"] = HoldProcess.RunAsync,
    ["storm-clients"] = StormClientsProcess.RunAsync,
    ["storm-accepts"] = AcceptProcess.RunAsync,
    ["serve-fanout"] = FanOutParts.RunHomingAsync,
    ["serve-fanout-signalr"] = FanOutParts.RunSignalRAsync,
    ["serve-fanout-raw"] = FanOutParts.RunRawAsync,
    ["fanout-watch"] = FanOutLoad.RunAsync,
    ["serve-live"] = LiveServer.RunAsync,
    ["live-watch"] = LiveWatchers.RunAsync,
};

return await BenchTable.RunAsync(benchmarks, parts, args);
