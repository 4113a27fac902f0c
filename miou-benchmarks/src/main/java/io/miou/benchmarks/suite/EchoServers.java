package io.miou.benchmarks.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The comparison of echo servers, a process of its own: it pins itself to a processor. */
final class EchoServers {

    private EchoServers() {
    }

    /**
     * Runs the comparison, if an earlier run has not.
     *
     * @param program the main class, which has a command for the comparison
     * @param skipped gets the comparison, if it fails
     */
    static void compare(Class<?> program, SuitePlan plan, Equipment equipment, Path json, Map<String, String> skipped)
            throws IOException, InterruptedException {
        System.out.printf("%nEcho servers%n");
        if (plan.resumes() && Files.exists(json)) {
            System.out.println("kept, as this run resumes: " + json);
            return;
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(arguments(plan.form(), equipment, json));
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            skipped.put("the comparison of echo servers",
                    "its process ended with " + status + ": the output of the run says why");
        }
    }

    /** {@return the command line of the comparison} */
    static List<String> arguments(Form form, Equipment equipment, Path json) {
        List<String> arguments = new ArrayList<>(List.of("comparison",
                "--servers=" + String.join(",", servers(equipment)), "--json=" + json));
        arguments.addAll(form.echo());
        return arguments;
    }

    /**
     * The servers for this machine's equipment. The comparison itself skips any that is still missing, such as the one
     * in C.
     */
    private static List<String> servers(Equipment equipment) {
        String best = equipment.backends().getFirst();
        List<String> servers = new ArrayList<>();
        if (equipment.engines().contains("carried")) {
            servers.add("miou-" + best);
        }
        servers.add("miou-" + best + "-portable");
        if (!best.equals("nio")) {
            servers.add("miou-nio");
        }
        servers.addAll(List.of(best.equals("epoll") ? "netty-epoll" : "netty-nio", "virtual-threads", "c"));
        return servers;
    }
}
