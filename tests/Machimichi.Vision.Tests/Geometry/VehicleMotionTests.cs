namespace Machimichi.Vision.Tests.Geometry;

public sealed class VehicleMotionTests
{
    private static readonly CameraPose Camera = CameraPose.Default(1280, 720, pitchDegrees: 5);

    [Fact]
    public void Driving_ahead_brings_a_point_nearer()
    {
        var moved = new VehicleMotion(3, 0).Move(new GroundPoint(10, 2));
        Assert.Equal(7, moved.AheadMeters, 1e-9);
        Assert.Equal(2, moved.RightMeters, 1e-9);
    }

    [Fact]
    public void Turning_right_moves_what_was_ahead_to_the_left()
    {
        var moved = new VehicleMotion(0, 90).Move(new GroundPoint(10, 0));
        Assert.Equal(0, moved.AheadMeters, 1e-9);
        Assert.Equal(-10, moved.RightMeters, 1e-9);
    }

    [Fact]
    public void There_and_back_is_where_it_was()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var motion = new VehicleMotion(random.NextDouble() * 5, random.NextDouble() * 40 - 20);
            var point = new GroundPoint(random.NextDouble() * 30, random.NextDouble() * 10 - 5);
            var back = new VehicleMotion(-motion.AheadMeters, -motion.RightTurnDegrees).Move(motion.Move(point));
            Assert.Equal(point.AheadMeters, back.AheadMeters, 1e-9);
            Assert.Equal(point.RightMeters, back.RightMeters, 1e-9);
        }
    }

    [Fact]
    public void A_box_on_the_road_comes_down_the_picture_and_grows()
    {
        var box = new Box(600, 450, 660, 470);
        var moved = new VehicleMotion(2, 0).Move(box, Camera)!.Value;
        Assert.True(moved.Top > box.Top && moved.Bottom > box.Bottom && moved.Width > box.Width);
    }

    [Fact]
    public void A_box_that_was_driven_over_is_gone() =>
        Assert.Null(new VehicleMotion(30, 0).Move(new Box(600, 600, 700, 700), Camera));

    [Fact]
    public void A_box_above_the_horizon_stays()
    {
        var sign = new Box(900, 100, 950, 200);
        Assert.Equal(sign, new VehicleMotion(2, 0).Move(sign, Camera));
    }
}
