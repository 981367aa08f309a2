using System.Text.Json;
using Machimichi.Platform;

namespace Machimichi.Voice.Demo;

/// <summary>What people of a demo town are said to have written.</summary>
/// <param name="About">For whoever opens the file.</param>
internal sealed record DemoVoice(string About, IReadOnlyList<DemoProposal> Proposals, IReadOnlyList<DemoReport> Reports)
{
    public IReadOnlyList<DemoCall> Calls { get; init; } = [];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    public static DemoVoice Read(Stream content)
    {
        try { return JsonSerializer.Deserialize<DemoVoice>(content, Json)!; }
        catch (JsonException e) { throw new Refusal("town.unreadable", values: ("detail", e.Message)); }
    }
}

/// <param name="District">Code; empty for the whole town.</param>
/// <param name="At">Code of a landmark, <c>nowhere</c> for none, or left out for a spot in the district.</param>
/// <param name="Call">Slug of the call that it is an idea in.</param>
internal sealed record DemoProposal(string Title, string Body, string Category, string District, string By, double DaysAgo, int Supports, string? At = null, DemoAnswer? Answer = null, string? Call = null);

internal sealed record DemoAnswer(string Outcome, string Body, string Department, double DaysAgo);

internal sealed record DemoReport(string Text, string Category, string District, string By, double DaysAgo, string? At = null, bool Private = false, bool Urgent = false)
{
    public IReadOnlyList<DemoStep> Steps { get; init; } = [];
}

/// <param name="To">A state's word: confirmed, planned, done, not-ours, no-action.</param>
internal sealed record DemoStep(string To, double DaysAgo, string Text = "");
