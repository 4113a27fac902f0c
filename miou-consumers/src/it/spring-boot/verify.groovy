def log = new File(basedir, 'build.log').readLines()
def at = { String line -> log.indexOf(line).with { assert it >= 0 : "'$line' is not in $basedir/build.log"; it } }

at 'answer: hello user 1'
at 'runs: 1'
// The server ends before the beans that its clients use, and no client is cut.
def stopped = log.findIndexOf { it.startsWith('server stopped: ServeReport[served=1, failed=0, reset=0, cut=0') }
assert stopped >= 0
assert stopped < log.findLastIndexOf { it == 'repository destroyed' }
// A port that is in use fails the start of the application.
at 'second start: BindException'
at 'application ended'
// The flags of the manifest count: the JVM and Miou have nothing to warn of.
assert log.findAll { it.contains('io.netty') && it.contains('WARNING') || it.contains('portable engine') } == []
