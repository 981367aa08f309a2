namespace Machimichi.Vision.Tests.Tracking;

public sealed class ByteTrackerTests
{
    [Fact]
    public void A_thing_keeps_its_number_and_its_box_is_smoothed_as_the_published_program_does()
    {
        // The first person of the sequence "YOLOX_ncnn_palace" that ships with ByteTrack-cpp (MIT), with that program's boxes.
        (double Left, double Top, double Width, double Height)[] found =
            [(387.131, 233.1, 127.913, 289.4), (389.404, 235.806, 126.758, 285.588), (394.103, 234.904, 125.414, 286.737), (397.914, 235.02, 124.286, 284.496)];
        (double Left, double Top, double Width, double Height)[] published =
            [(387.131, 233.1, 127.913, 289.4), (389.328, 235.448, 126.461, 286.092), (392.679, 235.143, 126.571, 286.426), (396.558, 235.096, 125.832, 284.875)];

        var tracked = SequenceTracking.Run(
            [.. found.Select((f, i) => new TrackedBox(i, -1, f.Left, f.Top, f.Width, f.Height) { Score = 0.93 })], new ByteTracker());

        Assert.Equal(4, tracked.Count);
        for (var i = 0; i < tracked.Count; i++)
        {
            Assert.Equal(1, tracked[i].Id);
            Assert.Equal(published[i].Left, tracked[i].Left, 1e-3);
            Assert.Equal(published[i].Top, tracked[i].Top, 1e-3);
            Assert.Equal(published[i].Width, tracked[i].Width, 1e-3);
            Assert.Equal(published[i].Height, tracked[i].Height, 1e-3);
        }
    }

    [Fact]
    public void Numbers_are_local_to_the_tracker()
    {
        foreach (var tracker in new[] { new ByteTracker(), new ByteTracker() })
            Assert.Equal(1, Assert.Single(tracker.Update([At(10, 10)])).TrackId);
    }

    [Fact]
    public void Two_things_that_cross_keep_their_numbers()
    {
        var tracker = new ByteTracker();
        for (var frame = 0; frame < 40; frame++)
        {
            var seen = tracker.Update([At(100 + 10 * frame, 100), At(500 - 10 * frame, 130)]);
            Assert.Equal(2, seen.Count);
            Assert.Equal(100 + 10 * frame, seen[0].Detection.Box.Left);
            Assert.Equal(500 - 10 * frame, seen[1].Detection.Box.Left);
        }
    }

    [Fact]
    public void A_doubtful_detection_continues_a_track_but_starts_none()
    {
        var tracker = new ByteTracker();
        tracker.Update([At(100, 100)]);
        var seen = tracker.Update([At(102, 100, 0.3f), At(400, 100, 0.3f)]);
        Assert.Equal(1, Assert.Single(seen).TrackId);
        Assert.Single(tracker.Update([At(104, 100), At(400, 100, 0.3f)]));
    }

    [Fact]
    public void What_appears_later_must_be_seen_twice()
    {
        var tracker = new ByteTracker();
        tracker.Update([]);
        Assert.Empty(tracker.Update([At(100, 100)]));
        Assert.Single(tracker.Update([At(101, 100)]));
        Assert.Single(tracker.Update([At(102, 100), At(400, 400)]));
        Assert.Single(tracker.Update([At(103, 100)]));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(60, 2)]
    public void A_hidden_thing_is_remembered_for_a_while(int hiddenFrames, int expectedId)
    {
        var tracker = new ByteTracker();
        for (var frame = 0; frame < 5; frame++)
            tracker.Update([At(100, 100)]);
        for (var frame = 0; frame < hiddenFrames; frame++)
            Assert.Empty(tracker.Update([]));
        tracker.Update([At(100, 100)]);
        Assert.Equal(expectedId, Assert.Single(tracker.Update([At(100, 100)])).TrackId);
    }

    [Fact]
    public void A_vehicles_own_movement_joins_what_boxes_alone_would_not()
    {
        // A pothole at 12 m, 15 m/s, 5 frames a second: it moves 3 m a frame and its boxes never overlap.
        var camera = CameraPose.Default(1280, 720, pitchDegrees: 4);
        var boxes = Enumerable.Range(0, 4).Select(i => OnRoad(camera, 12 - 3 * i)).ToArray();
        Assert.Equal(0, boxes[0].IoU(boxes[1]));

        var (blind, aware) = (new ByteTracker(), new ByteTracker());
        IReadOnlyList<TrackedDetection> seenBlind = [], seenAware = [];
        foreach (var box in boxes)
        {
            seenBlind = blind.Update([new Detection(box, 3, 0.9f)]);
            seenAware = aware.Update([new Detection(box, 3, 0.9f)], VehicleMotion.Of(camera, 3));
        }

        Assert.Empty(seenBlind);
        var track = Assert.Single(seenAware);
        Assert.Equal((1, 4), (track.TrackId, track.Frames));
    }

    [Fact]
    public void A_track_ends_when_the_vehicle_has_driven_over_it()
    {
        var camera = CameraPose.Default(1280, 720, pitchDegrees: 4);
        var tracker = new ByteTracker();
        tracker.Update([new Detection(OnRoad(camera, 6), 3, 0.9f)]);
        tracker.Update([], VehicleMotion.Of(camera, 20));
        tracker.Update([new Detection(OnRoad(camera, 6), 3, 0.9f)]);
        Assert.Equal(2, Assert.Single(tracker.Update([new Detection(OnRoad(camera, 6), 3, 0.9f)])).TrackId);
    }

    [Fact]
    public void The_class_of_a_track_is_what_most_of_its_score_says()
    {
        var tracker = new ByteTracker();
        tracker.Update([At(100, 100, 0.9f, 0)]);
        tracker.Update([At(100, 100, 0.7f, 1)]);
        Assert.Equal(0, Assert.Single(tracker.Update([At(100, 100, 0.1001f, 1)])).Class);
        Assert.Equal(1, Assert.Single(tracker.Update([At(100, 100, 0.8f, 1)])).Class);
    }

    [Fact]
    public void Classes_can_be_kept_apart()
    {
        var tracker = new ByteTracker(new() { SameClassOnly = true });
        tracker.Update([At(100, 100, 0.9f, 0)]);
        Assert.Empty(tracker.Update([At(100, 100, 0.9f, 1)]));
        Assert.Equal(2, Assert.Single(tracker.Update([At(100, 100, 0.9f, 1)])).TrackId);
    }

    [Fact]
    public void Empty_and_inverted_boxes_are_passed_over()
    {
        var tracker = new ByteTracker();
        Assert.Empty(tracker.Update([new Detection(new Box(5, 5, 5, 9), 0, 0.9f), new Detection(new Box(9, 9, 5, 5), 0, 0.9f)]));
    }

    [Fact]
    public void The_limits_for_a_model_follow_its_threshold()
    {
        var options = ByteTrackerOptions.For(ModelDescription.Unmeasured("m", "a") with { Thresholds = [0.32] });
        Assert.Equal((0.32, 0.32, 0.1), (options.HighScore, options.StartScore, options.LowestScore));
    }

    [Fact]
    public void Nothing_in_gives_nothing_out() => Assert.Empty(SequenceTracking.Run([], new ByteTracker()));

    private static Detection At(float left, float top, float score = 0.9f, int type = 0) =>
        new(Box.FromSize(left, top, 60, 120), type, score);

    private static Box OnRoad(CameraPose camera, double ahead)
    {
        var (farLeft, nearRight) = (GroundPoint.ToPixel(new(ahead + 0.3, -0.3), camera)!.Value, GroundPoint.ToPixel(new(ahead - 0.3, 0.3), camera)!.Value);
        return new Box((float)farLeft.X, (float)farLeft.Y, (float)nearRight.X, (float)nearRight.Y);
    }
}
