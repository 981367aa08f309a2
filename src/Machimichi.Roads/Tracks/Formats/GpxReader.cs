using System.Xml;

namespace Machimichi.Roads.Tracks.Formats;

/// <summary>GPX 1.0 and 1.1: track points, or route points where there are none; speed and course also from extensions.</summary>
internal static class GpxReader
{
    public static Track Read(Stream input, string name)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreWhitespace = true,
            MaxCharactersInDocument = 2_000_000_000,
        };
        var fixes = new FixList();
        var route = new FixList();
        string? missing = null;
        var withoutTime = 0;
        using var xml = XmlReader.Create(input, settings);
        try
        {
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element || xml.LocalName is not ("trkpt" or "rtept"))
                    continue;
                var list = xml.LocalName == "trkpt" ? fixes : route;
                if (Point(xml) is { } fix)
                    list.Add(fix);
                else
                    withoutTime++;
            }
        }
        catch (XmlException broken) when (fixes.Count > 0)
        {
            missing = $"The GPX file breaks off at line {broken.LineNumber}: what comes after it is missing.";
        }
        catch (XmlException broken)
        {
            throw new TrackException(
                $"“{name}” is not a readable GPX file: {broken.Message}",
                "Export it again from the program that made it.",
                broken
            )
            {
                Key = "footage.track-unreadable",
                Detail = name,
            };
        }

        if (fixes.Count == 0)
            fixes = route;
        if (fixes.Count == 0)
            throw withoutTime > 0
                ? new TrackException(
                    $"“{name}” has {withoutTime} points without a usable time and place.",
                    "A drawn route is not enough: give a track recorded during the drive."
                )
                {
                    Key = "footage.track-timeless",
                    Detail = name,
                }
                : new TrackException($"“{name}” has no track points.", "Give a GPX file with a recorded track.") { Key = "footage.track-empty" };
        return fixes.ToTrack("gpx") with { Missing = missing };
    }

    private static Fix? Point(XmlReader xml)
    {
        var latitude = Instants.Number(xml.GetAttribute("lat"));
        var longitude = Instants.Number(xml.GetAttribute("lon"));
        DateTime? time = null;
        double? speed = null,
            course = null;
        if (!xml.IsEmptyElement)
        {
            var depth = xml.Depth;
            var element = "";
            while (xml.Read() && xml.Depth > depth)
            {
                if (xml.NodeType == XmlNodeType.Element)
                    element = xml.LocalName;
                else if (xml.NodeType == XmlNodeType.Text && element == "time")
                    time = Instants.Parse(xml.Value);
                else if (xml.NodeType == XmlNodeType.Text && element == "speed")
                    speed = Instants.Number(xml.Value);
                else if (xml.NodeType == XmlNodeType.Text && element == "course")
                    course = Instants.Number(xml.Value);
            }
        }
        return time is { } utc && latitude is { } lat && longitude is { } lon ? new Fix(utc, lat, lon, speed, course) : null;
    }
}
