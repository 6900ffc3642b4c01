using Homing.Messages;
using Microsoft.AspNetCore.Http;

namespace Homing.Parking.Http;

/// <summary>Problems as HTTP answers.</summary>
internal static class ProblemResults
{
    public static IResult ToResult(this Problem problem) =>
        TypedResults.Json(problem, ProblemJson.Default.Problem, "application/problem+json", problem.Status);
}
