package io.miou.benchmarks.comparison;

import io.miou.benchmarks.echo.Standing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The server in C, compiled on this machine. */
final class CompiledProgram {

    private static final String SOURCE = "epoll-echo.c";

    private CompiledProgram() {
    }

    /** {@return the place of the program; it is deleted when this process ends} */
    static Path compile() throws UnavailableException, IOException, InterruptedException {
        if (!"Linux".equals(System.getProperty("os.name"))) {
            throw new UnavailableException("epoll is Linux only");
        }
        Path directory = Files.createTempDirectory("epoll-echo");
        Path source = directory.resolve(SOURCE);
        Path program = directory.resolve("epoll-echo");
        directory.toFile().deleteOnExit();
        source.toFile().deleteOnExit();
        program.toFile().deleteOnExit();
        try (InputStream resource = Standing.class.getResourceAsStream(SOURCE)) {
            Files.copy(resource, source);
        }
        Command.run("gcc", "-O2", "-o", program.toString(), source.toString());
        return program;
    }
}
