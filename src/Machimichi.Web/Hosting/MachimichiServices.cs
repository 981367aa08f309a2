using Machimichi.Insight;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Roads;
using Machimichi.Voice;
using Machimichi.Works;

namespace Machimichi.Web.Hosting;

/// <summary>The capabilities, in the order of their arrows.</summary>
internal static class MachimichiServices
{
    public static IServiceCollection AddMachimichi(this IServiceCollection services, PlatformOptions options) => services
        .AddPlatform(options, new SchemaSource(typeof(MachimichiServices).Assembly))
        .AddTexts(typeof(MachimichiServices).Assembly)
        .AddWorks()
        .AddVoice()
        .AddRoads(RoadsOf(options))
        .AddInsight()
        .AddBackgroundJob<Demo.DemoDrive, Demo.DemoDrive.Payload>(Demo.DemoDrive.Kind, Demo.DemoDrive.Group);

    private static RoadsOptions RoadsOf(PlatformOptions options)
    {
        var roads = new RoadsOptions { WatchedFolder = Environment.GetEnvironmentVariable("MACHIMICHI_WATCH") ?? "" };
        return ModelOfKit(options) is { } model ? roads with { ModelPath = model } : roads;
    }

    // A model that came with a kit goes before the program's own.
    private static string? ModelOfKit(PlatformOptions options) =>
        Path.GetFullPath(Path.Combine(options.DataFolder, "models", "road-damage.onnx")) is var path && File.Exists(path) ? path : null;
}
