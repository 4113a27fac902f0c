package io.miou.support;

import io.miou.os.JvmSignals;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Plays the scenes when the process may not open another descriptor and nothing has been logged yet. */
final class WithoutDescriptors {

    private WithoutDescriptors() {
    }

    /** Prints what the test looks for. */
    public static void main(String... args) throws Exception {
        Class.forName(JvmSignals.class.getName());
        Class.forName(LoggedScenes.class.getName());
        List<FileInputStream> wasted = new ArrayList<>();
        List<String> trail = LoggedScenes.play(() -> useUp(wasted));
        for (FileInputStream file : wasted) {
            file.close();
        }
        System.out.println(trail.equals(LoggedScenes.EXPECTED) ? "as expected" : trail);
    }

    private static void useUp(List<FileInputStream> wasted) {
        try {
            while (true) {
                wasted.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            // There are none left.
        }
    }
}
