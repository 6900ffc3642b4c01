using Homing.Reports.Provider.App.Games;
using Homing.Reports.Provider.App.Kinds;
using Homing.Reports.Provider.App.Pages;
using Homing.Reports.Provider.App.Rendering;
using Homing.Reports.ProviderApi;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App.Jobs;

/// <summary>
/// The work on one report, step by step at a pace. What a crash interrupted is worked out again, without the pauses of the
/// steps that were done.
/// </summary>
internal sealed class ReportWork
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    private readonly IGameWarehouse _games;
    private readonly PdfRenderer _renderer;
    private readonly DocumentStorage _storage;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;

    public ReportWork(
        IGameWarehouse games, PdfRenderer renderer, DocumentStorage storage, IOptions<ProviderOptions> options, TimeProvider time) =>
        (_games, _renderer, _storage, _duration, _time) = (games, renderer, storage, options.Value.Duration, time);

    /// <summary>Works, and answers the document, which is stored then.</summary>
    /// <param name="order">What is ordered.</param>
    /// <param name="stepsDone">How many steps were done before.</param>
    /// <param name="progress">Told now and then: how many steps are done, percent, words.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HomingException">There can be no document, or not now (transient).</exception>
    public async Task<ProviderDocument> RunAsync(
        ProviderOrder order, int stepsDone, Action<int, int, string> progress, CancellationToken cancellationToken)
    {
        var step = 0;
        var report = GameReport.Of(order);
        var counts = await StepAsync(_games.CountAsync);
        var rows = await StepAsync(token => report.SelectAsync(_games, token));
        var content = await StepAsync(_ => Task.FromResult(report.Work(rows)));
        var charts = await StepAsync(_ => Task.FromResult(
            content.Sections.Select(section => section.Chart?.Draw()).OfType<System.Xml.Linq.XElement>().ToArray()));
        var page = await StepAsync(_ => Task.FromResult(ReportPage.Compose(order, report, counts, content, charts)));
        var document = await StepAsync(token => _renderer.RenderAsync(page, token));
        return await StepAsync(token => _storage.PutAsync(order.ReportId, document, token));

        async Task<T> StepAsync<T>(Func<CancellationToken, Task<T>> work)
        {
            var (message, share) = WorkPlan.Steps[step];
            var begin = WorkPlan.BeginOf(step);
            var started = _time.GetTimestamp();
            if (step < stepsDone)
            {
                step++;
                return await work(cancellationToken);
            }

            progress(step, begin, message);
            var result = await work(cancellationToken);
            var whole = _duration * share / 100;
            while (_time.GetElapsedTime(started) is var passed && passed < whole)
            {
                var left = whole - passed;
                await Task.Delay(left < Tick ? left : Tick, _time, cancellationToken);
                var part = Math.Min(_time.GetElapsedTime(started) / whole, 1);
                progress(step, begin + (int)(share * part), message);
            }

            step++;
            return result;
        }
    }
}
