using System.Globalization;

namespace Homing.Bench.ScaleModel;

/// <summary>The same calculation as <see cref="FleetPlan"/> makes, in lines that can be followed by hand.</summary>
internal static class OnPaper
{
    private const double Mega = 1e6;

    public static IReadOnlyList<string> Of(FleetPlan plan)
    {
        var (setting, load) = (plan.Setting, plan.Load);
        if (plan.Gateways is not { } gateways)
        {
            return
            [
                Line($"{setting.Clients:N0} clients: no number of such gateways is enough, for {plan.DecidedBy}; each must read {load.BroadcastRecords:N0} broadcast records/s x {UnitCosts.BroadcastRead.Value:0.#} µs = {load.BroadcastRecords * UnitCosts.BroadcastRead.Seconds:0.00} processors"),
            ];
        }

        var left = FleetPlan.Left(gateways);
        var request = UnitCosts.RequestRecord.Value + setting.RequestBytes;
        var response = UnitCosts.ResponseRecord.Value + setting.AnswerBytes;
        var held = response + UnitCosts.MailItem.Value;
        var connection = UnitCosts.IdleConnection.Value + UnitCosts.KernelConnection.Value;
        return
        [
            Line($"requests     {setting.Clients:N0} clients x {setting.RequestsPerHour:0.##} an hour / 3600 = {load.Requests:N0}/s"),
            Line($"pings        {setting.Clients:N0} / {setting.PingInterval:0} s = {load.Pings:N0}/s"),
            Line($"reconnects   {setting.Clients:N0} x {setting.ReconnectsPerHour:0.##} an hour / 3600 = {load.Reconnects:N0}/s"),
            Line($"re-routed    {setting.AwayShare:0.##%} of {load.Requests:N0}, and what breaks leave behind = {load.Reroutes:N0}/s"),
            Line($"gateways     {setting.Clients:N0} / {setting.MaxConnections:N0} = {Math.Ceiling((double)setting.Clients / setting.MaxConnections):N0} without a third; with it, in threes: {gateways}"),
            Line($"memory       {setting.Clients:N0} / {left} x {connection:N0} B + mailbox {plan.MailboxBytes / Mega:N0} MB = {plan.MemoryWithoutThird:0.00} GiB each, a third away"),
            Line($"processors   requests {load.Requests * UnitCosts.GatewayRequest.Seconds:0.0} + pings {load.Pings * UnitCosts.Ping.Seconds:0.0} + reconnects {load.Reconnects * (UnitCosts.Welcome.Seconds + UnitCosts.MovedWord.Seconds):0.0} + handing over {load.Reroutes * UnitCosts.Reroutes.Seconds:0.0} = {Shared(load):0.0} in all gateways"),
            Line($"             and in each of them {load.BroadcastRecords:N0} broadcast records/s x {UnitCosts.BroadcastRead.Value:0.#} µs = {load.BroadcastRecords * UnitCosts.BroadcastRead.Seconds:0.00}"),
            Line($"log          {load.Requests:N0} x ({request:N0} + {response:N0} B) + broadcast {load.BroadcastBytes / Mega:0.0} MB/s = {load.BytesIn / Mega:0.0} MB/s, before replication"),
            Line($"broadcast    {load.Reroutes:N0}/s x ({response:N0} + {UnitCosts.SettledRecord.Value:N0} B) = {load.BroadcastBytes / Mega:0.0} MB/s, read by each; x {gateways} gateways = {plan.BroadcastTraffic / Mega:N0} MB/s"),
            Line($"mailbox      {load.Reroutes:N0}/s x {Math.Min(setting.AwaySeconds, setting.ResumeTtl):0} s = {load.MailboxAnswers(setting):N0} answers x {held:N0} B = {plan.MailboxBytes / Mega:N0} MB in each"),
            Line($"window       {plan.ClientsEach:N0} clients / {setting.ReconnectRate:N0} a second = {plan.Window:0.0} s"),
        ];
    }

    private static double Shared(FleetLoad load) =>
        (load.Requests * UnitCosts.GatewayRequest.Seconds)
        + (load.Pings * UnitCosts.Ping.Seconds)
        + (load.Reconnects * (UnitCosts.Welcome.Seconds + UnitCosts.MovedWord.Seconds))
        + (load.Reroutes * UnitCosts.Reroutes.Seconds);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
