def log = new File(basedir, 'build.log').readLines()
def printed = { line -> assert log.contains(line.toString()) : "'$line' is not in $basedir/build.log" }
def best = ['Linux': 'epoll', 'Mac OS X': 'kqueue'].getOrDefault(System.getProperty('os.name'), 'nio')

printed 'module: module io.miou.core'
printed "backend: $best backend"
printed 'answer: ANYBODY THERE?'
// With the flags of the POM, the JVM has nothing to warn of.
assert log.findAll { it.startsWith('WARNING') && it.contains('io.netty') } == []
