def log = new File(basedir, 'build.log').readLines()
def printed = { line -> assert log.contains(line.toString()) : "'$line' is not in $basedir/build.log" }
def best = ['Linux': 'epoll', 'Mac OS X': 'kqueue'].getOrDefault(System.getProperty('os.name'), 'nio')

printed 'backends: [epoll, kqueue, nio]'
printed "$best backend listens: true"
// With the flags of the manifest, the JVM and Miou have nothing to warn of.
assert log.findAll { it.contains('io.netty') && it.startsWith('WARNING') || it.contains('portable engine') } == []
