using System.ComponentModel.DataAnnotations;
using Homing.Http;
using Homing.Reports.Contracts;
using Homing.Reports.Trigger.Orders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Homing.Reports.Trigger.Http;

/// <summary>What the calls about reports take and answer.</summary>
internal static class ReportDescriptions
{
    private const string Id = "The report.";

    public static RouteHandlerBuilder DescribeOrder(this RouteHandlerBuilder order) => order
        .IsForUsers()
        .WithHeader(
            OrderEndpoint.KeyHeader, "Any text, a new one for each report: the same key and order again are the same report.",
            isRequired: true, OrderEndpoint.MaxKeyLength)
        .TakesJson<PostedOrder>()
        .Produces<RequestedView>(StatusCodes.Status202Accepted)
        .WithResponseHeader(StatusCodes.Status202Accepted, HeaderNames.Location, "The report.")
        .ProducesProblems(
            StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status422UnprocessableEntity,
            StatusCodes.Status503ServiceUnavailable);

    public static RouteHandlerBuilder DescribeList(this RouteHandlerBuilder list) => list
        .IsForUsers()
        .WithQuery("state", "Only reports in this state.", [.. Enum.GetValues<ReportState>().Select(ReportStates.NameOf)])
        .WithQuery<int>("limit", "How many at most.", 1, ListEndpoint.MaxLimit, ListEndpoint.DefaultLimit)
        .WithQuery("awaiting", "Those that the caller may approve, rather than those that the caller asked for.", ListEndpoint.Me)
        .Produces<IReadOnlyList<ReportView>>()
        .ProducesProblems(StatusCodes.Status400BadRequest);

    public static RouteHandlerBuilder DescribeKinds(this RouteHandlerBuilder kinds) => kinds.IsForUsers().Produces<KindsView>();

    public static RouteHandlerBuilder DescribeReport(this RouteHandlerBuilder report) => report
        .IsForUsers()
        .WithPath("id", Id)
        .Produces<ReportView>()
        .ProducesProblems(StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);

    public static RouteHandlerBuilder DescribeEdit(this RouteHandlerBuilder edit) => edit
        .TakesJson<PostedEdit>()
        .DescribeDecision(StatusCodes.Status200OK)
        .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge);

    public static RouteHandlerBuilder DescribeApproval(this RouteHandlerBuilder approval) => approval
        .TakesJson<PostedApproval>()
        .DescribeDecision(StatusCodes.Status200OK)
        .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge);

    /// <summary>What is decided without a word more.</summary>
    public static RouteHandlerBuilder DescribeDecision(this RouteHandlerBuilder decision, int success) => decision
        .IsForUsers()
        .WithPath("id", Id)
        .Produces<ReportView>(success)
        .ProducesProblems(
            StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict,
            StatusCodes.Status503ServiceUnavailable);

    public static IEndpointConventionBuilder DescribeDocument(this IEndpointConventionBuilder document) => document
        .WithMetadata(new EndpointCredentials(IsOptional: true, EndpointCredentials.Cookie, EndpointCredentials.Bearer))
        .WithPath("id", Id)
        .WithQuery("token", "That of a link in a mail, in place of signing in.")
        .ProducesPdf()
        .WithResponseHeader(StatusCodes.Status200OK, HeaderNames.ContentDisposition, "A name for its file.")
        .ProducesProblems(
            StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound,
            StatusCodes.Status410Gone, StatusCodes.Status503ServiceUnavailable);
}

/// <summary>What <c>POST /api/reports</c> takes.</summary>
internal record PostedOrder
{
    /// <summary>What is asked for.</summary>
    [AllowedValues(ReportKinds.TopGames, ReportKinds.SalesByGenre, ReportKinds.PublisherPortfolio)]
    public required string Kind { get; init; }

    /// <summary>What it is called, on one line; made of its parameters where it is left out.</summary>
    [StringLength(KindCatalogue.MaxTitleLength, MinimumLength = 1)]
    public string? Title { get; init; }

    /// <summary>Those of the kind.</summary>
    public required ReportParameters Parameters { get; init; }

    /// <summary>How long the document is kept once it is here; 60 where it is left out.</summary>
    [Range(KindCatalogue.MinLifetimeMinutes, KindCatalogue.MaxLifetimeMinutes)]
    public int? LifetimeMinutes { get; init; }
}

/// <summary>What <c>PUT /api/reports/{id}</c> takes.</summary>
internal sealed record PostedEdit : PostedOrder
{
    /// <summary>The version that it replaces.</summary>
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }
}

/// <summary>What <c>POST /api/reports/{id}/approval</c> takes.</summary>
internal sealed record PostedApproval
{
    /// <summary>Whether it may be made.</summary>
    public required bool Approved { get; init; }

    /// <summary>What is said about it.</summary>
    [StringLength(DecisionEndpoint.MaxNoteLength)]
    public string? Note { get; init; }

    /// <summary>The version of the order that was seen; where it is left out, whichever it is now.</summary>
    [Range(1, int.MaxValue)]
    public int? Version { get; init; }
}
