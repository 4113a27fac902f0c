def log = new File(basedir, 'build.log').readLines()
def printed = { line -> assert log.contains(line.toString()) : "'$line' is not in $basedir/build.log" }
def best = ['Linux': 'epoll', 'Mac OS X': 'kqueue'].getOrDefault(System.getProperty('os.name'), 'nio')

printed "$best backend counted [1, 1000, 1000000]"
printed 'nio backend counted [1, 1000, 1000000]'
def error = log.find { it.startsWith('error: ') }
["there is no backend 'epol'", 'epoll (', 'kqueue (', 'nio (available, priority 10)'].each { assert error.contains(it) }
// With the flags of the POM, the JVM has nothing to warn of.
assert log.findAll { it.startsWith('WARNING') && it.contains('io.netty') } == []
