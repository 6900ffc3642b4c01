using Homing.Workers;

namespace Homing.Chaos.Server;

/// <summary>Answers with whose question it is, so that an answer that went astray can be told.</summary>
internal static class Echo
{
    public const string Op = "chaos.echo";
    public const string Group = "chaos";

    public static async ValueTask<Answer> AnswerAsync(
        Question question, RequestContext context, CancellationToken cancellationToken)
    {
        if (question.DelayMs > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(question.DelayMs), TimeProvider.System, cancellationToken);
        }

        return new Answer(context.ClientId, context.RequestId);
    }
}

/// <summary>A question that takes that long to answer, whatever its deadline.</summary>
internal sealed record Question(int DelayMs);

/// <summary>Whose question was answered.</summary>
internal sealed record Answer(string ClientId, string RequestId);
