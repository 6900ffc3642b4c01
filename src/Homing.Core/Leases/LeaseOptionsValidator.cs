using Microsoft.Extensions.Options;

namespace Homing.Leases;

[OptionsValidator]
internal sealed partial class LeaseOptionsValidator : IValidateOptions<LeaseOptions>;
