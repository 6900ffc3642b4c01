using Microsoft.Extensions.Options;

namespace Homing.Leases.Redis;

[OptionsValidator]
internal sealed partial class RedisOptionsValidator : IValidateOptions<RedisOptions>;
