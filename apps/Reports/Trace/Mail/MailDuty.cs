using System.Collections.Concurrent;
using System.Globalization;
using Homing.Reports.Contracts;
using Homing.Reports.Workflow;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace.Mail;

/// <summary>
/// Sends who asked the document by mail, at most once without being asked for more: an attempt is claimed in the log before it
/// begins, and one of which nobody says what became of it counts as uncertain.
/// </summary>
internal sealed partial class MailDuty : IReportDuty
{
    // How much longer than an attempt may take others wait before they take it for uncertain: clocks differ.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    // A process that stops must not wait for a log for ever.
    private static readonly TimeSpan LastWordPatience = TimeSpan.FromSeconds(5);

    // Who sends, in this run of this process: whoever else reads it knows that it is not his to go on with.
    private readonly string _claim = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    // What became of attempts that were begun here, until the log has it.
    private readonly ConcurrentDictionary<Guid, Attempt> _attempts = new();

    private readonly ReportLedger _ledger;
    private readonly ReportMail _mails;
    private readonly MailPauses _pauses;
    private readonly IMailTransport _transport;
    private readonly ReportMetrics _metrics;
    private readonly MailOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<MailDuty> _logger;

    public MailDuty(
        ReportLedger ledger,
        ReportMail mails,
        MailPauses pauses,
        IMailTransport transport,
        ReportMetrics metrics,
        IOptions<MailOptions> options,
        TimeProvider time,
        ILogger<MailDuty> logger)
    {
        (_ledger, _mails, _pauses, _transport, _metrics, _time, _logger) = (ledger, mails, pauses, transport, metrics, time, logger);
        _options = options.Value;
    }

    /// <summary>A group apart from the other duty of the role, so that a mail server that hangs keeps nothing else waiting.</summary>
    public string Service => ReportTraceRole.RoleName + "-mail";

    public async ValueTask<NextStep> StepAsync(Report report, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        switch (report.Mail)
        {
            case { State: MailState.Sending or MailState.Uncertain } mail when KnownHere(report.Id, mail) is { } result:
                return await SayAsync(report, result, cancellationToken);

            case { State: MailState.Sending } mail when mail.Claim == _claim:
                return await SendAsync(report, cancellationToken);

            case { State: MailState.Sending, Until: { } until }:
                return now < until ? NextStep.When(until)
                    : await SayAsync(report, _transport.Recall(_mails.IdOf(report.Id)), cancellationToken);

            case { State: MailState.Waiting, Until: { } at } when report.State.HasDocument() && now < at:
                return NextStep.When(at);

            case { State: MailState.None or MailState.Waiting } when report.State.HasDocument() && report.ExpiresAt <= now:
                // Its time is over; that this is known is another's to say.
                return NextStep.WhenChanged;

            case { State: MailState.None or MailState.Waiting } when report.State.HasDocument():
                return await ClaimAsync(report, now, cancellationToken);

            case { State: MailState.Uncertain } when report.State.HasDocument() && WantsAnother(report):
                return await AppendAsync(
                    report, new ReportMailWanted(report.Mail.Attempt, ReportTraceRole.Policy), "wanted", cancellationToken);

            default:
                _attempts.TryRemove(report.Id, out _);
                return NextStep.Done;
        }
    }

    // Only a word that says more than the log knows.
    private MailResult? KnownHere(Guid report, MailStatus mail) =>
        _attempts.TryGetValue(report, out var attempt) && attempt.Number == mail.Attempt
        && (mail.State == MailState.Sending || attempt.Result.Outcome != MailOutcome.Uncertain)
            ? attempt.Result : null;

    private bool WantsAnother(Report report) =>
        _options.RetryUncertain == MailOptions.Once
        && !report.Timeline.Any(entry => entry is { Step: "mail_wanted", By: ReportTraceRole.Policy });

    // In one step with the sending: between two the partition may go to another process, which must not go on with our claim.
    private async ValueTask<NextStep> ClaimAsync(Report report, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // What cannot be written yet is not begun.
        _mails.EnsureReady(report);

        // The same claim again, where the log has taken it and could not say so, is the same event.
        var started = new ReportMailStarted(report.Mail.Attempt + 1, _claim, now + _options.Timeout + Grace);
        var claimed = await HappenAsync(report, started, $"{started.Attempt}-{_claim}", cancellationToken);
        return claimed is { Mail: { State: MailState.Sending } mail } && mail.Claim == _claim
            ? await SendAsync(claimed, cancellationToken)
            : NextStep.WhenChanged;
    }

    private async ValueTask<NextStep> SendAsync(Report report, CancellationToken cancellationToken)
    {
        var number = report.Mail.Attempt;
        var begun = _time.GetTimestamp();
        Mail mail;
        try
        {
            mail = _mails.Write(report);
        }
        catch (HomingException failure)
        {
            return await SayAsync(
                report, failure.IsTransient ? MailResult.NotNow(failure.Message) : MailResult.Never(failure.Message), cancellationToken);
        }

        if (report.Mail.Until - _options.Timeout < _time.GetUtcNow())
        {
            // Others would take it for uncertain before it is over.
            return await SayAsync(report, MailResult.NotNow("It could not be begun in time."), cancellationToken);
        }

        // Whatever happens from here on, it is never begun a second time.
        _attempts[report.Id] = new Attempt(number, MailResult.Uncertain("Handing it over failed in the middle."));
        var result = await _transport.SendAsync(mail, cancellationToken);
        _attempts[report.Id] = new Attempt(number, result);
        _metrics.MailHandedOver(NameOf(result.Outcome), _time.GetElapsedTime(begun));
        return await SayAsync(report, result, cancellationToken);
    }

    private async ValueTask<NextStep> SayAsync(Report report, MailResult result, CancellationToken cancellationToken)
    {
        var (number, now) = (report.Mail.Attempt, _time.GetUtcNow());
        ReportFact said = result.Outcome switch
        {
            MailOutcome.Sent => new ReportMailSent(number, _mails.IdOf(report.Id)),
            MailOutcome.Uncertain => new ReportMailUncertain(number, result.Reason),
            MailOutcome.Never => new ReportMailFailed(number, result.Reason),

            // What was given up because we stop is nobody's fault: whoever comes next begins at once.
            _ when cancellationToken.IsCancellationRequested => new ReportMailFailed(number, result.Reason, now),
            _ => new ReportMailFailed(number, result.Reason, _pauses.NextAfter(report, now)),
        };
        if (result.Outcome != MailOutcome.Sent)
        {
            LogNotSent(report.Id, number, NameOf(result.Outcome), result.Reason);
        }

        // What is not said is uncertain for ever, so it is still said where we stop.
        using var patience = new CancellationTokenSource(LastWordPatience, _time);
        return await AppendAsync(
            report, said, $"{number}-{_claim}-{NameOf(result.Outcome)}",
            cancellationToken.IsCancellationRequested ? patience.Token : cancellationToken);
    }

    // The next step follows from what the log made of it.
    private async ValueTask<NextStep> AppendAsync(
        Report report, ReportFact fact, string what, CancellationToken cancellationToken)
    {
        await HappenAsync(report, fact, what, cancellationToken);
        return NextStep.WhenChanged;
    }

    private async Task<Report?> HappenAsync(Report report, ReportFact fact, string what, CancellationToken cancellationToken) =>
        (await _ledger.AppendAsync(
            report, ReportTraceRole.RoleName, fact, cancellationToken, $"mail-{report.Id:N}-{what}")).Report;

    private static string NameOf(MailOutcome outcome) => outcome switch
    {
        MailOutcome.Sent => "sent",
        MailOutcome.NotNow => "not_now",
        MailOutcome.Never => "never",
        _ => "uncertain",
    };

    [LoggerMessage(EventIds.MailNotSent, LogLevel.Warning, "Attempt {Attempt} to send the mail of report {ReportId} ended as {Outcome}: {Reason}")]
    private partial void LogNotSent(Guid reportId, int attempt, string outcome, string reason);

    private readonly record struct Attempt(int Number, MailResult Result);
}
