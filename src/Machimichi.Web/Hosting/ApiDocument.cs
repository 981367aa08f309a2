using Microsoft.AspNetCore.OpenApi;

namespace Machimichi.Web.Hosting;

/// <summary>What the document of the API says of every parameter, once for all routes that have it. It tells of what programs may use and of nothing else.</summary>
internal static class ApiDocument
{
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["town"] = "The town, by its short name in addresses.",
        ["number"] = "The number that the town gave it.",
        ["slug"] = "The call's name in addresses.",
        ["q"] = "Words that must all be in it. Kana, width, case and old characters are as one.",
        ["kind"] = "Only this kind: proposal, call, answer or report.",
        ["cursor"] = "Where to go on: part of the address in next, never made by hand.",
        ["limit"] = "How many at most, 1 to 100; 20 if left out.",
        ["order"] = "newest, supported, answered or waiting.",
        ["district"] = "Only of this district, by its code.",
        ["category"] = "Only of this category, by its code.",
        ["state"] = "Only in this state: new, confirmed, planned, in-work, done, not-ours, no-action; or open for all that is not ended.",
        ["key"] = "The secret of the receipt.",
        ["bbox"] = "Only within west,south,east,north in degrees.",
        ["from"] = "Only what happened from this day on.",
        ["to"] = "Only what happened until this day, itself included.",
        ["since"] = "Only what came or changed from this day on.",
        ["encoding"] = "utf-8, or sjis for CSV; what Shift_JIS cannot hold is \u3013.",
        ["file"] = "The file's name.",
        ["Idempotency-Key"] = "A random word of at least 22 characters (a UUID). Sending again with the same key and body gives the same answer; with another body it is refused with 422.",
    };

    public static void Describe(OpenApiOptions document)
    {
        document.ShouldInclude = route => route.RelativePath is { } path && (path.Contains("/api/v1/", StringComparison.Ordinal) || path.Contains("/data/", StringComparison.Ordinal));
        document.AddOperationTransformer((operation, _, _) =>
        {
            foreach (var parameter in operation.Parameters ?? [])
                if (parameter.Name is { } name && string.IsNullOrEmpty(parameter.Description) && Parameters.TryGetValue(name, out var said)) parameter.Description = said;
            return Task.CompletedTask;
        });
    }
}
