using System.Globalization;
using System.Text;
using Machimichi.Platform;

namespace Machimichi.Voice.Calls;

/// <summary>A published result as a spreadsheet reads it: UTF-8 with its mark, one line a project.</summary>
public sealed class ResultCsv(ShowCall show)
{
    public async Task<byte[]> Handle(string slug, CancellationToken ct)
    {
        var call = await show.Handle(slug, 1, ct);
        if (call.Result?.Voters is not { } voters) throw Refusal.NotFound("call.result-none");
        var text = new StringBuilder("rank,number,title,cost_yen,votes,voters,chosen,proposal\r\n");
        foreach (var (p, i) in call.Projects.Select((p, i) => (p, i)))
            text.AppendJoin(',', Whole(i + 1), Whole(p.Number), Quoted(p.Title), Whole(p.Cost), Whole(p.Votes ?? 0), Whole(voters), p.Chosen == true ? "1" : "0", p.Idea is { } idea ? Whole(idea) : "").Append("\r\n");
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static string Whole(long n) => n.ToString(CultureInfo.InvariantCulture);

    // A spreadsheet runs what begins like a formula.
    private static string Quoted(string text) => $"\"{(text is ['=' or '+' or '-' or '@', ..] ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
