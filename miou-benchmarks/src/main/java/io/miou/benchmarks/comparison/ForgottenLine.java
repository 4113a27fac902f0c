package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A line that closes the other side, left out as if it had been forgotten.
 *
 * @param program where
 * @param line as it is written there, once
 * @param instead the text in its place if it is forgotten
 */
record ForgottenLine(Class<?> program, String line, String instead) {

    /**
     * Compiles the program without the line.
     *
     * @param directory where to
     * @param classPath of the program
     * @return the class path to run it with
     */
    String compile(Path directory, String classPath) throws IOException {
        String text = SourceFile.of(program).text();
        int at = text.indexOf(line);
        if (at < 0 || text.indexOf(line, at + 1) >= 0) {
            throw new IllegalStateException(program.getSimpleName() + " should have this once: " + line
                    + "; bring the forgotten line up to date with it");
        }
        String forgetful = text.substring(0, at) + instead + text.substring(at + line.length());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("this Java runtime has no compiler: use a JDK");
        }
        var source = new SimpleJavaFileObject(
                URI.create("string:///" + program.getName().replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return forgetful;
            }
        };
        List<String> options = List.of("-proc:none", "-cp", classPath, "-d", directory.toString());
        if (!compiler.getTask(null, null, null, options, null, List.of(source)).call()) {
            throw new IllegalStateException(program.getSimpleName() + " does not compile without: " + line);
        }
        return directory + System.getProperty("path.separator") + classPath;
    }
}
