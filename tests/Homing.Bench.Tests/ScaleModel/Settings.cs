using FsCheck;
using FsCheck.Fluent;
using Homing.Bench.ScaleModel;

namespace Homing.Bench.Tests.ScaleModel;

internal static class Settings
{
    /// <summary>Fleets of any size.</summary>
    public static Gen<FleetSetting> Any() => Sized(1, 20_000_000);

    /// <summary>Fleets of so many clients.</summary>
    public static Gen<FleetSetting> Sized(int least, int most) =>
        from clients in Gen.Choose(least, most)
        from requests in Gen.Choose(0, 600)
        from reconnects in Gen.Choose(0, 20)
        from away in Gen.Choose(0, 100)
        from connections in Gen.Choose(1_000, 500_000)
        from rate in Gen.Choose(500, 10_000)
        from cores in Gen.Choose(1, 16)
        select new FleetSetting
        {
            Clients = clients,
            RequestsPerHour = requests,
            ReconnectsPerHour = reconnects,
            AwayShare = away / 100.0,
            MaxConnections = connections,
            ReconnectRate = rate,
            DrainRate = rate,
            Cores = cores,
        };
}
