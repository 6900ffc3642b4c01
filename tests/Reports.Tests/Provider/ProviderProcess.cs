using System.Net.Http.Headers;
using System.Net.Http.Json;
using Homing.Reports.Provider.App;
using Homing.Reports.Provider.App.Jobs;
using Homing.Reports.Provider.File;
using Homing.Reports.ProviderApi;
using Homing.Roles;
using Homing.Testing;
using Microsoft.Extensions.Hosting;

namespace Homing.Reports.Tests.Provider;

/// <summary>Both roles of the reporting provider in one process, over a folder that outlives them, with keys of its own.</summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    public const string ApiKey = "test-api-key-0123456789";
    public const string FileKey = "test-file-key-0123456789";
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly RoleProcess _process;

    private ProviderProcess(RoleProcess process)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = process.Http.BaseAddress };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }

    /// <summary>Speaks to it as a client with its key.</summary>
    public HttpClient Http { get; }

    /// <summary>All orders it knows.</summary>
    public JobStore Store => _process.Get<JobStore>();

    public static Task<ProviderProcess> StartAsync(
        string folder, string? browser, TimeProvider? time = null, params (string Name, string Value)[] settings) =>
        StartAsync(folder, browser, time, null, settings);

    public static async Task<ProviderProcess> StartAsync(
        string folder, string? browser, TimeProvider? time, FailingGames? games, params (string Name, string Value)[] settings) =>
        new(await RoleProcess.StartAsync(
            [.. games is null ? Array.Empty<IRole>() : [games], new ReportingAppRole(), new ReportingFileRole()],
            time: time,
            settings:
            [
                // The first one of a name counts: the test's own.
                .. settings.Concat(
                [
                    ("Directory", folder), ("Duration", "00:00:00"), ("ApiKeys:0", "another-key-0123456789"), ("ApiKeys:1", ApiKey),
                    ("FileKey", FileKey), ("WebhookSecrets:0", Secret),
                    .. browser is null ? [] : new[] { ("Browser", browser) },
                ]).DistinctBy(setting => setting.Item1).Select(setting => ("Homing:Provider:" + setting.Item1, setting.Item2)),
            ]));

    public T Get<T>()
        where T : notnull => _process.Get<T>();

    public IEnumerable<T> GetAll<T>() => _process.GetAll<T>();

    /// <summary>Sends an order.</summary>
    public async Task<HttpResponseMessage> OrderAsync(ProviderOrder order, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/provider/reports")
        {
            Content = JsonContent.Create(order, ProviderJson.Default.ProviderOrder),
        };
        request.Headers.Add("Idempotency-Key", key ?? order.ReportId.ToString());
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>How an order stands.</summary>
    public async Task<ProviderJob> LookAsync(Guid id) => (await Http.GetFromJsonAsync(
        $"/provider/reports/{id}", ProviderJson.Default.ProviderJob, TestContext.Current.CancellationToken))!;

    public Task<HttpResponseMessage> DocumentAsync(Guid id) =>
        Http.GetAsync(new Uri($"/provider/reports/{id}/document", UriKind.Relative), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> DeleteAsync(Guid id) =>
        Http.DeleteAsync(new Uri($"/provider/reports/{id}", UriKind.Relative), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();

        // Else what still runs could write into the folder while it is removed.
        foreach (var service in _process.GetAll<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _process.DisposeAsync();
    }
}
