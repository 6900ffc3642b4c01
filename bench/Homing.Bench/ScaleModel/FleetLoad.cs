namespace Homing.Bench.ScaleModel;

/// <summary>What all clients together cause, each second. It does not depend on how many gateways there are.</summary>
internal sealed record FleetLoad(
    double Requests, double Reconnects, double Pings, double Reroutes, double BytesIn, double BroadcastBytes)
{
    private const double Hour = 3600;

    /// <summary>Records that every gateway reads: the answer and its settling.</summary>
    public double BroadcastRecords => 2 * Reroutes;

    /// <param name="setting">Whom the fleet serves.</param>
    /// <param name="window">In which a client that lost its connection comes back, in seconds.</param>
    public static FleetLoad Of(FleetSetting setting, double window)
    {
        var requests = setting.Clients * setting.RequestsPerHour / Hour;
        var reconnects = setting.Clients * setting.ReconnectsPerHour / Hour;

        // A client asks as often before a break as at any time: what it asked shortly before, or was answered while it
        // was away, finds nobody.
        var exposed = setting.AnswerSeconds + (window / 2);
        var byBreaks = reconnects * Math.Min(setting.RequestsPerHour, setting.RequestsPerHour / Hour * exposed);
        var reroutes = Math.Min(requests, (requests * setting.AwayShare) + byBreaks);
        var request = UnitCosts.RequestRecord.Value + setting.RequestBytes;
        var response = UnitCosts.ResponseRecord.Value + setting.AnswerBytes;
        var broadcast = reroutes * (response + UnitCosts.SettledRecord.Value);
        return new FleetLoad(
            requests,
            reconnects,
            setting.Clients / setting.PingInterval,
            reroutes,
            (requests * (request + response)) + broadcast + (reconnects * UnitCosts.MovedRecord.Value),
            broadcast);
    }

    /// <summary>Answers that wait for clients that are away, in each gateway.</summary>
    public double MailboxAnswers(FleetSetting setting) => Reroutes * Math.Min(setting.AwaySeconds, setting.ResumeTtl);
}
