using Homing.Doctor;
using Homing.Postgres.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Postgres.Provider;

/// <summary>The database of the provider's games.</summary>
internal sealed class WarehouseCheck(IOptions<WarehouseOptions> options, TimeProvider time) : IDoctorCheck
{
    public string Name => "warehouse";

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        await using var database = options.Value.Open();
        return await new DatabaseExamination(
            Name,
            WarehouseOptions.SectionName,
            database,
            options.Value.Migrate,
            [new ExpectedTables(Warehouse.Migrations, Warehouse.Rights)],
            time).LookAsync(cancellationToken);
    }
}
