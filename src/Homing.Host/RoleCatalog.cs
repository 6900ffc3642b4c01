using Homing.Deliveries;
using Homing.Gateway;
using Homing.Parking;
using Homing.Reports.Dispatcher;
using Homing.Reports.ExternalReader;
using Homing.Reports.Provider.App;
using Homing.Reports.Provider.File;
using Homing.Reports.Trace;
using Homing.Reports.Trigger;
using Homing.Roles;

namespace Homing.Host;

/// <summary>Every role there is. A new role is one more line.</summary>
internal static class RoleCatalog
{
    public const string All = "all";

    public static IReadOnlyList<IRole> Roles { get; } =
    [
        new GatewayRole(),
        new ParkingWorkerRole(),
        new ParkingFeedRole(),
        new DeliveryBackendRole(),
        new DeliverySimulatorRole(),
        new ReportTriggerRole(),
        new DispatcherRole(),
        new ExternalReaderRole(),
        new ReportingAppRole(),
        new ReportingFileRole(),
        new ReportTraceRole(),
    ];

    /// <summary>The names that <c>--roles</c> takes.</summary>
    public static IEnumerable<string> Names => Roles.Select(role => role.Name).Append(All);

    public static IReadOnlyList<string> Unknown(IEnumerable<string> names) => [.. names.Except(Names)];

    /// <summary>The roles of those names, without repetition and in the order of the catalogue.</summary>
    public static IReadOnlyList<string> Expand(IReadOnlyCollection<string> names) =>
        [.. Roles.Select(role => role.Name).Where(name => names.Contains(All) || names.Contains(name))];
}
