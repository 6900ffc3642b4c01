using Homing.Reports.Provider;

namespace Homing.Reports.Tests.Provider;

public sealed class ProviderOptionsValidatorTests
{
    [Fact]
    public void Defaults_are_allowed() => Assert.Empty(Validate(_ => { }));

    [Fact]
    public void Each_wrong_setting_is_one_line_and_no_key_is_shown()
    {
        var failures = Validate(options =>
        {
            options.Games = "nowhere.csv";
            options.FileKey = "short";
            options.FileUrl = "ftp://files";
            options.ApiKeys = ["a good key 0123456789"];
            options.WebhookSecrets = ["whsec_nothing"];
            options.CallbackHosts = ["good.example", "good.example:8443", "[::1]", "http://bad.example", "bad.example/path", "user@bad.example"];
            options.Duration = TimeSpan.FromHours(2);
            options.Browser = "/nowhere";
        });

        Assert.Equal(
            [
                "Games", "FileKey", "FileUrl", "Duration", "Browser", "ApiKeys:0", "WebhookSecrets:0", "CallbackHosts:3",
                "CallbackHosts:4", "CallbackHosts:5",
            ],
            failures.Select(failure => failure["Homing:Provider:".Length..failure.IndexOf(' ', StringComparison.Ordinal)]));
        Assert.Contains("Homing:Provider:Duration is '02:00:00'; allowed is 00:00:00 to 01:00:00.", failures);
        Assert.DoesNotContain(failures, failure => failure.Contains("good key", StringComparison.Ordinal) || failure.Contains("short", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(9, 1)]
    public void Secrets_are_no_more_than_a_call_back_may_have_signatures(int count, int failures) => Assert.Equal(
        failures, Validate(options => options.WebhookSecrets = [.. Enumerable.Repeat(ProviderProcess.Secret, count)]).Length);

    private static string[] Validate(Action<ProviderOptions> configure)
    {
        var options = new ProviderOptions();
        configure(options);
        return [.. new ProviderOptionsValidator().Validate(null, options).Failures ?? []];
    }
}
