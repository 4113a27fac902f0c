// Runs one example in a JVM of the selected JDK, as a child that has the terminal and does not outlive Maven.

import org.apache.maven.toolchain.ToolchainManager

def jdk = session.container.lookup(ToolchainManager).getToolchainFromBuildContext('jdk', session)
def options = session.userProperties
def command = [jdk.findTool('java'), '--add-opens', 'java.base/java.lang=ALL-UNNAMED',
        '--enable-native-access=ALL-UNNAMED', '-cp', project.runtimeClasspathElements.join(File.pathSeparator)]
// What a program may be told without arguments.
options.findAll { it.key.startsWith('miou.') }.each { command << "-D${it.key}=${it.value}".toString() }
command << "io.miou.examples.${options.example}".toString()
command.addAll((options['example.args'] ?: '').tokenize())

def program = new ProcessBuilder(command).inheritIO().start()
Runtime.runtime.addShutdownHook(new Thread({
    program.destroy()
    program.waitFor()
}))
def code = program.waitFor()
if (code != 0) {
    throw new IllegalStateException("${options.example} ended with exit code ${code}")
}
