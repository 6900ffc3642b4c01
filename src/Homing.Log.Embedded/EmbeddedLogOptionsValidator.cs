using Microsoft.Extensions.Options;

namespace Homing.Log.Embedded;

[OptionsValidator]
internal sealed partial class EmbeddedLogOptionsValidator : IValidateOptions<EmbeddedLogOptions>;

/// <summary>The rules between fields.</summary>
internal sealed class EmbeddedLogOptionsRelationsValidator : IValidateOptions<EmbeddedLogOptions>
{
    public ValidateOptionsResult Validate(string? name, EmbeddedLogOptions options)
    {
        return options.MaxPendingBytes < options.MaxRecordBytes
            ? ValidateOptionsResult.Fail(
                $"{EmbeddedLogOptions.SectionName}:MaxPendingBytes ({options.MaxPendingBytes}) must be at least " +
                $"MaxRecordBytes ({options.MaxRecordBytes}), or a record of that size could never be taken.")
            : ValidateOptionsResult.Success;
    }
}
