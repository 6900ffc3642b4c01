using Homing.Deliveries.Start;
using Homing.Messages;
using Microsoft.AspNetCore.Http;

namespace Homing.Deliveries.Http;

/// <summary>Problems as HTTP answers.</summary>
internal static class ProblemResults
{
    private const string RetryAfterSeconds = "1";

    /// <summary>Answers what is refused with its problem, and what may succeed later with 503.</summary>
    public static async ValueTask<object?> AnswerAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        Problem problem;
        try
        {
            return await next(context);
        }
        catch (ProblemException refused)
        {
            problem = refused.Problem;
        }
        catch (HomingException exception) when (exception.IsTransient)
        {
            problem = DeliveryProblems.Unavailable(exception.Message);
        }

        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        return TypedResults.Json(problem, ProblemJson.Default.Problem, "application/problem+json", problem.Status);
    }
}
