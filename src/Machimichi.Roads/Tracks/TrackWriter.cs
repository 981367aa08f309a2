using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Machimichi.Roads.Tracks;

/// <summary>A track as a file that other programs read. The stream stays open.</summary>
public static class TrackWriter
{
    public static void WriteGpx(Track track, Stream output)
    {
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, CloseOutput = false });
        xml.WriteStartDocument();
        xml.WriteStartElement("gpx", "http://www.topografix.com/GPX/1/1");
        xml.WriteAttributeString("version", "1.1");
        xml.WriteAttributeString("creator", "Machimichi");
        xml.WriteStartElement("trk");
        xml.WriteElementString("src", track.Source);
        xml.WriteStartElement("trkseg");
        foreach (var fix in track.Fixes)
        {
            xml.WriteStartElement("trkpt");
            xml.WriteAttributeString("lat", Text(fix.Latitude));
            xml.WriteAttributeString("lon", Text(fix.Longitude));
            xml.WriteElementString("time", Text(fix.Utc));
            if (fix.SpeedMps is not null || fix.HeadingDegrees is not null)
            {
                const string Garmin = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2";
                xml.WriteStartElement("extensions");
                xml.WriteStartElement("gpxtpx", "TrackPointExtension", Garmin);
                if (fix.SpeedMps is { } speed)
                    xml.WriteElementString("gpxtpx", "speed", Garmin, Text(speed));
                if (fix.HeadingDegrees is { } heading)
                    xml.WriteElementString("gpxtpx", "course", Garmin, Text(heading));
                xml.WriteEndElement();
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        xml.WriteEndDocument();
    }

    /// <summary>One LineString with its times beside it (<c>coordTimes</c>), as RFC 7946 leaves open.</summary>
    public static void WriteGeoJson(Track track, Stream output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("geometry");
        json.WriteString("type", "LineString");
        json.WriteStartArray("coordinates");
        foreach (var fix in track.Fixes)
        {
            json.WriteStartArray();
            json.WriteNumberValue(fix.Longitude);
            json.WriteNumberValue(fix.Latitude);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("source", track.Source);
        json.WriteStartArray("coordTimes");
        foreach (var fix in track.Fixes)
            json.WriteStringValue(Text(fix.Utc));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary><c>{points: [{t, lat, lon, speed_mps}], source}</c>, and what is missing where something is.</summary>
    public static void WritePoints(Track track, Stream output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartArray("points");
        foreach (var fix in track.Fixes)
        {
            json.WriteStartObject();
            json.WriteString("t", Text(fix.Utc));
            json.WriteNumber("lat", fix.Latitude);
            json.WriteNumber("lon", fix.Longitude);
            if (fix.SpeedMps is { } speed)
                json.WriteNumber("speed_mps", speed);
            else
                json.WriteNull("speed_mps");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("source", track.Source);
        json.WriteString(
            "clock",
            track.Clock switch
            {
                TrackClock.Gps => "gps",
                TrackClock.Camera => "camera",
                _ => "none",
            }
        );
        if (track.Missing is { } missing)
            json.WriteString("missing", missing);
        json.WriteEndObject();
    }

    private static string Text(double value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    private static string Text(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
