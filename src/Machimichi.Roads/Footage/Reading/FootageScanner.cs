using System.Text;
using Machimichi.Roads.Tracks;
using Machimichi.Roads.Tracks.Formats;

namespace Machimichi.Roads.Footage.Reading;

public enum FootageKind
{
    /// <summary>A film.</summary>
    Video,

    /// <summary>A folder of still frames.</summary>
    Frames,

    /// <summary>A track without pictures: for a drive that has none yet.</summary>
    Track,
}

/// <summary>Something that can be imported. What is in it was not looked at yet.</summary>
/// <param name="Path">The film, the folder of frames, or the track.</param>
/// <param name="TrackPath">The track beside it; null where there is none (a film may have one inside).</param>
/// <param name="IsEvent">The recorder kept it apart (a shock, a button): the same minutes may also be in its normal recording.</param>
/// <param name="NamedTime">The time in its name, by the camera's clock; null where it has none.</param>
/// <param name="Files">1, or the number of frames.</param>
public sealed record FootageCandidate(
    FootageKind Kind,
    string Path,
    string? TrackPath,
    CameraSide Side,
    bool IsEvent,
    DateTime? NamedTime,
    int Files,
    long Bytes
);

/// <param name="Candidates">In the order of folders and names, in which recorders count.</param>
public sealed record FootageScan(IReadOnlyList<FootageCandidate> Candidates, IReadOnlyList<NotTaken> NotTaken);

/// <summary>Turns files, folders and whole SD cards into what can be imported. Symbolic links are not followed.</summary>
public static class FootageScanner
{
    private const int MostFiles = 200_000;
    private const int Deepest = 24;
    private const long LongestJson = 64 << 20;

    public static FootageScan Scan(IEnumerable<string> paths, CancellationToken ct = default)
    {
        var walk = new Walk(ct);
        foreach (var path in paths)
            walk.Enter(path);
        return new FootageScan(walk.Candidates, walk.NotTaken);
    }

    private sealed class Walk(CancellationToken ct)
    {
        private readonly HashSet<string> seen = new(
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal
        );
        private static readonly Why Link = new("A symbolic link is not followed.", "footage.link");
        private readonly record struct Why(string Words, string Key, string Detail = "");
        private int files;

        public List<FootageCandidate> Candidates { get; } = [];
        public List<NotTaken> NotTaken { get; } = [];

        public void Enter(string path)
        {
            var full = Path.GetFullPath(path);
            if (Directory.Exists(full))
                Folder(new DirectoryInfo(full), 0);
            else if (File.Exists(full))
                SingleFile(new FileInfo(full));
            else
                Refuse(full, new("There is nothing at this place: see that the card is in, and that the name is right.", "footage.not-found"));
        }

        private void SingleFile(FileInfo file)
        {
            if (!Take(file))
                return;
            // A track given by itself is meant as one; beside a single film lies only the track of the same name.
            var beside = List(file.Directory!)
                .Files.Where(other => IsTrack(other) && SameName(other, file) && other.FullName != file.FullName)
                .ToList();
            Group([file], beside, file.Directory!);
        }

        private void Folder(DirectoryInfo folder, int depth)
        {
            ct.ThrowIfCancellationRequested();
            if (folder.LinkTarget is not null)
            {
                Refuse(folder.FullName, Link);
                return;
            }
            if (FootageNames.IsSystemFolder(folder.Name) || depth > Deepest)
            {
                Refuse(folder.FullName, depth > Deepest ? new("It lies too deep.", "footage.too-deep") : new("It is a folder of the operating system.", "footage.system"));
                return;
            }
            var (here, folders) = List(folder);
            var taken = here.Where(Take).ToList();
            var tracks = taken.Where(IsTrack).ToList();
            if (taken.Count > 0)
                Group(taken.Except(tracks).ToList(), tracks, folder);
            foreach (var inside in folders.OrderBy(inside => inside.Name, NaturalOrder.Instance))
                Folder(inside, depth + 1);
        }

        private (List<FileInfo> Files, List<DirectoryInfo> Folders) List(DirectoryInfo folder)
        {
            try
            {
                var entries = folder.EnumerateFileSystemInfos().ToList();
                return (
                    [.. entries.OfType<FileInfo>().OrderBy(file => file.Name, NaturalOrder.Instance)],
                    [.. entries.OfType<DirectoryInfo>()]
                );
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Refuse(folder.FullName, new($"The folder cannot be read: {fault.Message}", "footage.folder-unreadable", fault.Message));
                return ([], []);
            }
        }

        private bool Take(FileInfo file)
        {
            if (!seen.Add(file.FullName))
                return false;
            if (++files > MostFiles)
            {
                if (files == MostFiles + 1)
                    Refuse(
                        file.FullName,
                        new(
                            $"More than {MostFiles} files at once: this one and all after it were left out. Import them in parts.",
                            "footage.too-many",
                            $"{MostFiles}"
                        )
                    );
                return false;
            }
            var why = WhyNot(file);
            if (why is { } reason)
                Refuse(file.FullName, reason);
            return why is null;
        }

        private static Why? WhyNot(FileInfo file)
        {
            try
            {
                if (file.LinkTarget is not null)
                    return Link;
                if (file.Name.StartsWith("._", StringComparison.Ordinal) || file.Name is ".DS_Store" or "Thumbs.db" or "desktop.ini")
                    return new("It is a file of the operating system.", "footage.system");
                if (file.Length == 0)
                    return new("It is empty (0 bytes): the recorder lost power before it wrote anything, or the copy failed.", "footage.empty");
                if (FootageNames.IsPreview(file.FullName))
                    return new("It is a small copy for the phone: the recording itself is taken.", "footage.preview");
                return FootageNames.IsFilm(file.Name) || FootageNames.IsPicture(file.Name) || IsTrack(file) || LooksLikeFilm(file)
                    ? null
                    : new("It is neither a film, nor a picture, nor a track.", "footage.other");
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return new($"It cannot be read: {fault.Message}", "footage.gone", fault.Message);
            }
        }

        private void Group(List<FileInfo> footage, List<FileInfo> tracks, DirectoryInfo folder)
        {
            var films = footage.Where(file => !FootageNames.IsPicture(file.Name)).ToList();
            var filmNames = films.Select(film => BaseName(film.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var pictures = new List<FileInfo>();
            foreach (var picture in footage.Where(file => FootageNames.IsPicture(file.Name)))
                if (filmNames.Contains(BaseName(picture.Name)))
                    Refuse(picture.FullName, new("It is the thumbnail of a film.", "footage.thumbnail"));
                else
                    pictures.Add(picture);

            var used = new HashSet<string>(StringComparer.Ordinal);
            foreach (var film in films)
            {
                var track = tracks.Find(track => SameName(track, film)) ?? OnlyOne(tracks, film, films);
                if (track is not null)
                    used.Add(track.FullName);
                Add(FootageKind.Video, film.FullName, track, 1, film.Length);
            }
            if (pictures.Count > 0)
            {
                var track =
                    tracks.FirstOrDefault(track => !used.Contains(track.FullName)) is { } free && tracks.Count - used.Count == 1
                        ? free
                        : BesideFolder(folder);
                if (track is not null)
                    used.Add(track.FullName);
                Add(FootageKind.Frames, folder.FullName, track, pictures.Count, pictures.Sum(picture => picture.Length));
            }
            foreach (var track in tracks.Where(track => !used.Contains(track.FullName)))
                if (seen.Add(track.FullName + "\0alone") && !IsUsedByFolder(track))
                    Add(FootageKind.Track, track.FullName, null, 1, track.Length);
        }

        // The only track of a folder is that of its films, unless it bears the name of one of them.
        private static FileInfo? OnlyOne(List<FileInfo> tracks, FileInfo film, List<FileInfo> films) =>
            tracks.Count == 1 && !films.Exists(other => !ReferenceEquals(other, film) && SameName(tracks[0], other)) ? tracks[0] : null;

        // 20251120.gpx beside the folder 20251120.
        private FileInfo? BesideFolder(DirectoryInfo folder)
        {
            try
            {
                var track = folder
                    .Parent?.EnumerateFiles(folder.Name + ".*")
                    .FirstOrDefault(file => IsTrack(file) && file.LinkTarget is null && file.Length > 0);
                if (track is not null)
                    Candidates.RemoveAll(candidate => candidate.Kind == FootageKind.Track && candidate.Path == track.FullName);
                return track;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        private bool IsUsedByFolder(FileInfo track) => Candidates.Exists(candidate => candidate.TrackPath == track.FullName);

        private void Add(FootageKind kind, string path, FileInfo? track, int count, long bytes) =>
            Candidates.Add(
                new FootageCandidate(
                    kind,
                    path,
                    track?.FullName,
                    FootageNames.Side(path),
                    FootageNames.IsEvent(path),
                    FileNameTime.Parse(path),
                    count,
                    bytes
                )
            );

        private void Refuse(string path, Why why) => NotTaken.Add(new NotTaken(path, why.Words, why.Key, why.Detail));
    }

    private static bool SameName(FileInfo track, FileInfo film) =>
        string.Equals(BaseName(track.Name), BaseName(film.Name), StringComparison.OrdinalIgnoreCase)
        || string.Equals(BaseName(track.Name), film.Name, StringComparison.OrdinalIgnoreCase);

    private static string BaseName(string name) => Path.GetFileNameWithoutExtension(name);

    private static bool IsTrack(FileInfo file)
    {
        if (!FootageNames.MayBeTrack(file.Name) || file.Length == 0)
            return false;
        if (FootageNames.IsSurelyTrack(file.Name))
            return true;
        string head;
        try
        {
            head = Encoding.Latin1.GetString(Head(file, 4096));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The card was pulled out between two looks: said where the file itself is taken.
            return false;
        }
        if (head.TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\r', '\n', '\t').StartsWith('{'))
            return file.Length <= LongestJson && HoldsTrack(file.FullName);
        return head.Contains("RMC,", StringComparison.Ordinal)
            || head.Contains("GGA,", StringComparison.Ordinal)
            || head.Contains("<gpx", StringComparison.Ordinal);
    }

    // GeoJSON can be a map of anything: only lines and points with times are a track.
    private static bool HoldsTrack(string path)
    {
        try
        {
            return TrackReader.Read(path).Fixes.Count > 0;
        }
        catch (TrackException)
        {
            return false;
        }
    }

    private static bool LooksLikeFilm(FileInfo file)
    {
        var head = Head(file, 600);
        return (head.Length > 8 && head.AsSpan(4, 4).SequenceEqual("ftyp"u8))
            || TransportStreamReader.PacketSize(head) > 0
            || (head.AsSpan().StartsWith("RIFF"u8) && head.Length > 12 && head.AsSpan(8).StartsWith("AVI "u8));
    }

    private static byte[] Head(FileInfo file, int length)
    {
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var head = new byte[length];
        return head[..stream.ReadAtLeast(head, length, throwOnEndOfStream: false)];
    }
}
