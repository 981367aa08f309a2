using Machimichi.Insight.Accuracy;
using Machimichi.Insight.Figures;
using Machimichi.Insight.OpenData;
using Machimichi.Insight.Report.Template;

namespace Machimichi.Insight.Report;

/// <summary>The report as one HTML page that stands alone: no script, no picture from elsewhere, made for a screen and for A4.</summary>
internal sealed class ReportPage(TownRecord record, TrialFigures figures, Words words, string template, DateTime now)
{
    private readonly IReadOnlyList<FigureLine> lines = FigureLine.Of(figures, record, words);

    public string Write(IReadOnlyList<DataFile> files) => Html.Of($"""
        <!doctype html>
        <html lang="{words.HtmlLang}">
        <head>
        <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>{Title}</title>
        <style>{new Html(Style)}</style>
        </head>
        <body>
        <header><p class="mark">まちみち Machimichi</p><h1>{Title}</h1><p class="period">{words["insight.report.period", ("from", words.Day(record.Period.First)), ("last", words.Day(record.Period.Last)), ("days", record.Period.Days)]}</p>
        <p class="small">{words["insight.report.written", ("day", words.Day(now))]}</p></header>
        <main>
        {(figures.IsEmpty ? Empty() : TemplateFile.Fill(template, Said, part => Part(part, files)))}
        {TemplateFile.Always.Where(part => figures.IsEmpty || !template.Contains($"{{{{{part}}}}}", StringComparison.Ordinal)).Select(part => Part(part, files))}
        </main>
        <footer><p>{words.Town.OutlineCredit}</p><p>{words["insight.report.licence", ("town", words.TownName)]}</p></footer>
        </body>
        </html>

        """).Text;

    private string Title => words["insight.report.title", ("town", words.TownName)];

    private static readonly string Style = ReadStyle();

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }

    private Html Empty() => Html.Of($"""<section class="notice"><h2>{words["insight.report.empty"]}</h2><p>{words["insight.report.empty-why"]}</p></section>""");

    private Html Part(string part, IReadOnlyList<DataFile> files) => part switch
    {
        "short" => Html.Of($"""<dl class="facts">{Shown.Select(key => Fact(lines.First(l => l.Key == key)))}</dl>"""),
        "voice" => Html.Of($"<p>{Voice()}</p>"),
        "voice_charts" => Html.Of($"{TrialCharts.Voice(record, words).Select(Drawn)}"),
        "roads" => Html.Of($"<p>{Roads()}</p>"),
        "map" => Map(),
        "roads_charts" => Html.Of($"{TrialCharts.Roads(record, words).Select(Drawn)}"),
        "works" => Html.Of($"<p>{Works()}</p>"),
        "works_charts" => Html.Of($"{TrialCharts.Works(record, words).Select(Drawn)}"),
        "accuracy" => Model(),
        "figures" => AllFigures(),
        "unmeasured" => Unmeasured(),
        _ => Dictionary(files),
    };

    /// <summary>A value within a sentence; what is no field stays as it was typed.</summary>
    private string Said(string field) => field switch
    {
        "town" => words.TownName,
        "from" => words.Day(record.Period.First),
        "to" => words.Day(record.Period.Last),
        "days" => words.Number(record.Period.Days),
        "written" => words.Day(now),
        _ when lines.FirstOrDefault(l => TemplateFile.FieldOf(l.Key) == field) is { } line => line.Value is null ? words.Number(null) : words["template.value", ("value", words.Number(line.Value)), ("unit", line.Unit)],
        _ => $"{{{{{field}}}}}",
    };

    private static readonly string[] Shown = ["proposals", "reports", "answers", "km", "defects", "cases", "cases_joined", "repaired"];

    private Html Fact(FigureLine line) => Html.Of($"""<div><dt>{line.Name}</dt><dd>{Value(line)}</dd></div>""");

    private Html Value(FigureLine line) => line.Value is null ? Html.Of($"""<span class="none">{words["insight.not-measured"]}</span>""") : Html.Of($"""{words.Number(line.Value)} <small>{line.Unit}</small>""");

    private string Voice() => words["insight.report.voice-told",
        ("proposals", figures.Proposals), ("supports", figures.Supports), ("reports", figures.Reports), ("private", figures.ReportsPrivate), ("answers", figures.Answers)];

    private string Roads() => figures.Km is null
        ? words["insight.report.roads-none", ("drives", figures.Drives)]
        : words["insight.report.roads-told", ("drives", figures.Drives), ("km", words.Number(figures.Km)), ("seen", words.Number(figures.KmSeen)), ("frames", words.Number(figures.Frames)), ("defects", figures.Defects)];

    private string Works() => words["insight.report.works-told", ("cases", figures.Cases), ("joined", figures.CasesJoined), ("repaired", figures.Repaired)]
        + (figures.DaysToRepair is { } days ? words["insight.report.works-days", ("days", words.Number(days))] : words["insight.report.works-no-days"]);

    private Html Map()
    {
        var drawing = new TownDrawing(words.Town);
        var (severe, off) = (record.Defects.Count(d => d.Severity >= 3), record.Defects.Count(d => !drawing.IsOnSheet(d)));
        var title = words[record.Defects.Count == 0 ? "insight.map.none" : "insight.map.title", ("n", record.Defects.Count), ("severe", severe)];
        return Html.Of($"""
            <figure><figcaption>{title}</figcaption>{drawing.Draw(record.Defects, title, words.Language)}<p class="small">{words["insight.map.legend"]}{(off > 0 ? words["insight.map.off", ("n", off)] : "")}</p></figure>
            """);
    }

    private Html Drawn(Chart chart) => Html.Of($"""
        <figure><figcaption>{chart.Title}</figcaption>{Drawings.Bars(chart)}<p class="small">{chart.Basis}</p>
        <details><summary>{words["insight.chart.table"]}</summary><table><thead><tr><th scope="col">{chart.LabelHeading}</th><th scope="col" class="num">{chart.ValueHeading}</th></tr></thead><tbody>{chart.Bars.Select(b => Html.Of($"""<tr><th scope="row">{b.Label}</th><td class="num">{b.Value}</td></tr>"""))}</tbody></table></details></figure>
        """);

    private Html Model() => record.Roads.Model is not { } model
        ? Html.Of($"""<p>{words["insight.model.unknown"]}</p>""")
        : Html.Of($"""
            <p>{words["insight.model.name", ("name", model.Name), ("version", model.Version)]}</p>
            <p>{(model is { Precision: { } precision, Recall: { } recall, MeasuredOn: { } data } ? words["insight.model.measured", ("recall", words.Percent(recall)), ("precision", words.Percent(precision)), ("data", data)] : words["insight.model.unmeasured"])}</p>
            {Here()}
            <p>{Judged()}</p>
            """);

    private Html Here() => record.Checked.Count == 0 ? Html.Of($"""<p>{words["insight.model.not-here"]}</p>""") : Html.Of($"""
        <h3>{words["accuracy.here"]}</h3>
        <p>{words["accuracy.rests-on", ("frames", figures.FramesChecked), ("checks", record.Checked.Select(r => r.Check).Distinct().Count()), ("population", words.Number(record.Checked.Select(r => (r.Check, r.HadBoxes, r.Population)).Distinct().Sum(s => s.Population)))]}</p>
        <table class="wide"><thead><tr><th scope="col">{words["accuracy.class"]}</th><th scope="col">{words["accuracy.recall"]}</th><th scope="col">{words["accuracy.precision"]}</th></tr></thead>
        <tbody>{AccuracyLine.Of(record.Checked, words).Select(l => Html.Of($"""<tr><th scope="row">{l.Name}</th><td>{l.Recall}</td><td>{l.Precision}</td></tr>"""))}</tbody></table>
        <p class="small">{words["accuracy.how"]}</p>
        """);

    // Staff's own judgement of what the model showed them; not a recall, since nobody looked for what it missed.
    private string Judged() => figures.DefectsRejected + figures.Defects is not (null or 0)
        ? words["insight.model.judged", ("confirmed", figures.Defects), ("rejected", figures.DefectsRejected!), ("waiting", figures.DefectsWaiting!)]
        : words["insight.model.not-judged"];

    private Html AllFigures() => Html.Of($"""
        <section><h2>{words["insight.report.figures"]}</h2><table class="wide"><thead><tr><th scope="col">{words["insight.column.figure"]}</th><th scope="col" class="num">{words["insight.column.value"]}</th><th scope="col">{words["insight.column.basis"]}</th></tr></thead>
        <tbody>{lines.Select(l => Html.Of($"""<tr><th scope="row">{l.Name}</th><td class="num">{Value(l)}</td><td class="small">{l.Basis}</td></tr>"""))}</tbody></table></section>
        """);

    private Html Unmeasured() => Html.Of($"""
        <section><h2>{words["insight.report.unmeasured"]}</h2><ul>{lines.Where(l => l.Value is null).Select(l => Html.Of($"<li>{l.Basis}</li>"))}{Gaps.Select(g => Html.Of($"<li>{words[$"insight.gap.{g}"]}</li>"))}</ul></section>
        """);

    private static readonly string[] Gaps = ["coverage", "cost", "silent"];

    private Html Dictionary(IReadOnlyList<DataFile> files) => Html.Of($"""
        <section class="dictionary"><h2>{words["insight.report.data"]}</h2><p>{words["insight.report.data-told"]}</p>{files.Where(f => f.MediaType == DataPackage.Csv).Select(f => Html.Of($"""
        <details><summary><code>{f.FileName}</code> {words[$"insight.table.{f.Table.Name}"]}（{f.Rows ?? 0}）</summary><table><tbody>{f.Table.Shape.Select(c => Html.Of($"""<tr><th scope="row"><code>{c.Name}</code></th><td>{c.Type}</td><td>{words[$"insight.column.{c.Name}"]}</td></tr>"""))}</tbody></table></details>
        """))}</section>
        """);
}
