using Machimichi.Roads.Survey;
using Machimichi.Vision;

namespace Machimichi.Tests.Roads.Survey;

public class LocateDetectionsTests
{
    private static readonly CameraPose Camera = new CameraFile { HeightMeters = 1.3, HorizontalFovDegrees = 90, Horizon = 0.4 }.For(1280, 720);

    internal static Box Around(double ahead, double right, double half, CameraPose camera)
    {
        var near = GroundPoint.ToPixel(new GroundPoint(ahead - half, right), camera)!.Value;
        var far = GroundPoint.ToPixel(new GroundPoint(ahead + half, right), camera)!.Value;
        var (left, edge) = (GroundPoint.ToPixel(new GroundPoint(ahead, right - half), camera)!.Value, GroundPoint.ToPixel(new GroundPoint(ahead, right + half), camera)!.Value);
        return new Box((float)left.X, (float)far.Y, (float)edge.X, (float)near.Y);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(8, -1.5)]
    [InlineData(12, 2)]
    public void A_box_is_placed_where_its_road_is(double ahead, double right)
    {
        var road = LocateDetections.Locate(Around(ahead, right, 0.4, Camera), Camera, pitchKnown: true)!.Value;
        Assert.Equal(ahead, road.Place.AheadMeters, 0.15);
        Assert.Equal(right, road.Place.RightMeters, 0.1);
        Assert.Equal(0.8, road.AlongMeters, 0.1);
        Assert.Equal(0.8, road.AcrossMeters, 0.1);
    }

    [Theory]
    [InlineData(30, 0, "too far to be placed")]
    [InlineData(8, 20, "beside the road")]
    public void What_cannot_be_placed_is_not(double ahead, double right, string why) =>
        Assert.True(LocateDetections.Locate(Around(ahead, right, 0.4, Camera), Camera, pitchKnown: true) is null, why);

    [Fact]
    public void A_box_in_the_sky_has_no_place() =>
        Assert.Null(LocateDetections.Locate(new Box(100, 10, 300, 120), Camera, pitchKnown: true));

    [Fact]
    public void A_guessed_pitch_makes_the_place_less_sure()
    {
        var box = Around(12, 0, 0.4, Camera);
        Assert.True(LocateDetections.Locate(box, Camera, pitchKnown: false)!.Value.Error.MajorMeters > 2 * LocateDetections.Locate(box, Camera, pitchKnown: true)!.Value.Error.MajorMeters);
    }
}
