namespace Machimichi.Vision;

/// <summary>Where a command takes a file or a folder.</summary>
internal static class LabelFile
{
    /// <summary>The file itself, or the only one of its kind in a folder.</summary>
    internal static string Only(string path, params string[] extensions)
    {
        var files = In(path, extensions);
        return files.Count == 1 ? files[0] : throw new LabelException(path, $"{files.Count} files are in it: name the one");
    }

    /// <summary>The file itself, or all of its kind in a folder, by name.</summary>
    internal static IReadOnlyList<string> In(string path, params string[] extensions)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new LabelException(path, "there is no such file or folder");
        string[] files = [.. Directory.GetFiles(path).Where(f => extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new LabelException(path, $"there is no {string.Join(" or ", extensions)} file in it");
    }
}
