using System.Text.RegularExpressions;

namespace Machimichi.Roads.Footage.Reading;

/// <summary>Which camera of a recorder.</summary>
public enum CameraSide
{
    Unknown,
    Front,
    Rear,
    Inside,
}

/// <summary>What recorders' makers put into names of files and folders.</summary>
internal static partial class FootageNames
{
    private static readonly HashSet<string> Films = Set(
        ".mp4",
        ".mov",
        ".m4v",
        ".ts",
        ".tts",
        ".m2ts",
        ".mts",
        ".avi",
        ".mkv",
        ".3gp",
        ".insv",
        ".mpg",
        ".mpeg",
        ".wmv",
        ".webm"
    );
    private static readonly HashSet<string> Pictures = Set(".jpg", ".jpeg", ".jpe", ".png", ".webp");
    private static readonly HashSet<string> Tracks = Set(".gpx", ".nmea", ".nma", ".log", ".geojson", ".json", ".gps", ".txt");
    private static readonly HashSet<string> Surely = Set(".gpx", ".nmea", ".nma");
    private static readonly HashSet<string> Fronts = Set("front", "cam_front", "dcim_front", "前", "前方", "フロント");
    private static readonly HashSet<string> Rears = Set("rear", "back", "cam_rear", "dcim_rear", "後", "後方", "リア");
    private static readonly HashSet<string> Insides = Set("inside", "interior", "cabin", "車内");
    private static readonly HashSet<string> Events = Set(
        "event",
        "events",
        "evt",
        "evt_rec",
        "emr",
        "emergency",
        "ro",
        "lock",
        "locked",
        "sos",
        "urgent",
        "manual",
        "manual_rec",
        "parking_event",
        "eventrec",
        "イベント",
        "緊急",
        "手動"
    );
    private static readonly HashSet<string> SystemFolders = Set(
        "System Volume Information",
        "$RECYCLE.BIN",
        "LOST.DIR",
        "FOUND.000",
        ".Trashes",
        ".Spotlight-V100",
        ".fseventsd",
        "__MACOSX"
    );

    public static bool IsFilm(string name) => Films.Contains(Path.GetExtension(name));

    public static bool IsPicture(string name) =>
        Pictures.Contains(Path.GetExtension(name)) && !name.StartsWith("._", StringComparison.Ordinal);

    public static bool MayBeTrack(string name) => Tracks.Contains(Path.GetExtension(name));

    /// <summary>.log, .json, .geojson and .txt can be anything: their content decides.</summary>
    public static bool IsSurelyTrack(string name) => Surely.Contains(Path.GetExtension(name));

    public static bool IsSystemFolder(string name) => SystemFolders.Contains(name);

    /// <summary>Small copies for the maker's phone app: the same drive a second time.</summary>
    public static bool IsPreview(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".LRV" or ".THM" or ".LRF"
        || PreviewName().IsMatch(Path.GetFileNameWithoutExtension(path))
        || Folders(path).Any(folder => folder.StartsWith(".s_", StringComparison.OrdinalIgnoreCase));

    public static CameraSide Side(string path)
    {
        foreach (var folder in Folders(path).Take(3))
            if (Fronts.Contains(folder))
                return CameraSide.Front;
            else if (Rears.Contains(folder))
                return CameraSide.Rear;
            else if (Insides.Contains(folder))
                return CameraSide.Inside;
        var match = SideLetter().Match(Path.GetFileNameWithoutExtension(path));
        return match.Success
            ? char.ToUpperInvariant(match.Groups[1].Value[0]) switch
            {
                'F' or 'A' => CameraSide.Front,
                'R' or 'B' => CameraSide.Rear,
                _ => CameraSide.Inside,
            }
            : CameraSide.Unknown;
    }

    public static bool IsEvent(string path) =>
        Folders(path).Take(4).Any(Events.Contains) || EventName().IsMatch(Path.GetFileNameWithoutExtension(path));

    private static IEnumerable<string> Folders(string path)
    {
        for (var folder = Path.GetDirectoryName(path); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            yield return Path.GetFileName(folder);
    }

    private static HashSet<string> Set(params string[] names) => new(names, StringComparer.OrdinalIgnoreCase);

    // 20200101120000_000123F, 20190417_062502_NF, REC_2026_06_01_21_16_47_F, 2019_0216_150750_196A: a letter right behind digits or an underline.
    [GeneratedRegex(@"\d_?[NEPMIT]?([FRIAB])$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SideLetter();

    [GeneratedRegex(
        @"^(EV|EVT|EMR|SOS|LOCK|EVENT)[-_\d]|\d_[EM][FRI]?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex EventName();

    [GeneratedRegex(
        @"\d_s$|\d[FR]_S$|_thumb$|_lowres$|\.low$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex PreviewName();
}
