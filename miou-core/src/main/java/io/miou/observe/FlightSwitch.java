package io.miou.observe;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

/**
 * Follows whether the JDK's flight recorder is in use, and what its recordings want. It touches no class of an event
 * before: the first one starts the recorder, which takes longer than the start of a small program.
 *
 * <p>Threads: the recorder calls the methods of the listener on the thread that starts or stops a recording.
 */
final class FlightSwitch implements FlightRecorderListener {

    /** Plain fields, for the reason that {@link io.miou.support.Tracing} has. */
    private static boolean inUse;

    private static boolean wantsTasks;

    static {
        FlightRecorder.addListener(new FlightSwitch());
    }

    private FlightSwitch() {
    }

    /** Loads this class, which follows the recorder from then on, and looks what recordings want now. */
    static void look() {
        if (inUse) {
            FlightSink.look();
            wantsTasks = TaskEvent.isWanted();
        }
    }

    /** {@return whether a recording wants the event of tasks} A spawn asks, so the answer is kept. */
    static boolean wantsTasks() {
        return wantsTasks;
    }

    /** Also called at once if a recording runs already. */
    @Override
    public void recorderInitialized(FlightRecorder recorder) {
        inUse = true;
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        look();
    }
}
