using System.Text;
using Machimichi.Roads.Survey;

namespace Machimichi.Tests.Roads.Survey;

public class CameraFileTests
{
    [Fact]
    public void An_unknown_camera_has_its_horizon_in_the_upper_half() =>
        Assert.Equal(0.45 * 720, new CameraFile().For(1280, 720).HorizonY, 0.01);

    [Fact]
    public void A_camera_described_at_one_size_is_scaled_to_the_picture()
    {
        var pose = CameraFile.Read("""{ "heightMeters": 1.4, "focalPixels": 1000, "pitchDegrees": 3, "imageWidth": 1920, "imageHeight": 1080 }"""u8).For(960, 540);
        Assert.Equal(500, pose.FocalPixels, 0.001);
        Assert.Equal(1.4, pose.HeightMeters);
        Assert.Equal(3, pose.PitchDegrees);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("""{ "heightMeters": 0 }""", "heightMeters")]
    [InlineData("""{ "pitchDegrees": 400 }""", "pitchDegrees")]
    public void A_camera_that_cannot_be_is_refused_by_name(string json, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => CameraFile.Read(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);
}
