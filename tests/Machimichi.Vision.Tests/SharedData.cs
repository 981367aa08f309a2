namespace Machimichi.Vision.Tests;

/// <summary>Folders outside the project's own files.</summary>
internal static class SharedData
{
    internal static string Repository { get; } = FindRepository();

    internal static string Model => Path.Combine(Repository, "models", "road-damage.onnx");

    /// <summary>A folder of ../shared/data, or the test is skipped.</summary>
    internal static string Folder(params string[] parts)
    {
        var data = Path.Combine(Repository, "..", "shared", "data");
        if (!Directory.Exists(data))
            Assert.Skip("skipped: no ../shared/data");
        return Path.GetFullPath(Path.Combine([data, .. parts]));
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Machimichi.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests must run inside the repository.");
    }
}
