// The invoker calls this with the folder that the script is in.
def project = new File(basedir, "../../target/template-it/template").canonicalFile
def log = new File(project, "build.log").text
assert log.contains('Tests run: 103, Failures: 0, Errors: 0, Skipped: 0')
assert log.contains('listening on /127.0.0.1:')
assert new File(project, "answer.txt").text == 'HELLO\n'
// With the flags of the POM, the JVM has nothing to warn of.
assert log.readLines().findAll { it.startsWith('WARNING') && (it.contains('io.netty') || it.contains('miou')) } == []
