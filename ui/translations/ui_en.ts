<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="zh_CN">
<context>
    <name>ActionBar</name>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>CaseStatus</name>
    <message>
        <source>好的，办完了</source>
        <translation>Fine, that&apos;s all</translation>
    </message>
    <message>
        <source>再查一件</source>
        <translation>Another case</translation>
    </message>
</context>
<context>
    <name>CertificateReady</name>
    <message>
        <source>您的证明办好了</source>
        <translation>Your certificate is ready</translation>
    </message>
    <message>
        <source>看一看，对了就打印，一共 %1 页</source>
        <translation>Look at it, and print it if it is right: %1 pages</translation>
    </message>
    <message>
        <source>看一看，对了就打印</source>
        <translation>Look at it, and print it if it is right</translation>
    </message>
    <message>
        <source>打印</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>不打印</source>
        <translation>Do not print</translation>
    </message>
    <message>
        <source>%1已盖章</source>
        <translation>Sealed by %1</translation>
    </message>
</context>
<context>
    <name>Consent</name>
    <message>
        <source>可以读取您的身份证吗？</source>
        <translation>May we read your ID card?</translation>
    </message>
    <message>
        <source>可以</source>
        <translation>Yes, go on</translation>
    </message>
    <message>
        <source>只用您的姓名和证件号码</source>
        <translation>Only your name and ID number are used</translation>
    </message>
    <message>
        <source>加密保存，只有办这件事的人能看</source>
        <translation>Kept encrypted; only those who handle the matter can read it</translation>
    </message>
    <message>
        <source>没打出来的纸最多留 6 小时，凭您的证件来取</source>
        <translation>A paper that did not come out waits up to 6 hours, for your card only</translation>
    </message>
    <message>
        <source>不想读证，也可以按“返回”</source>
        <translation>If you would rather not, touch “Back”</translation>
    </message>
</context>
<context>
    <name>End</name>
    <message>
        <source>办好了，慢走</source>
        <translation>All done. Goodbye</translation>
    </message>
    <message>
        <source>本机已清除您的信息，请带走您的证件</source>
        <translation>Your data is wiped from this machine. Please take your card</translation>
    </message>
    <message>
        <source>没打出来的纸已锁好，今天 %1 前用您的证件能补打。其他信息已清除</source>
        <translation>The paper that did not come out is locked in; your card prints it, today until %1. All else is wiped</translation>
    </message>
    <message>
        <source>再办一件</source>
        <translation>Something else</translation>
    </message>
    <message>
        <source>%1 秒后回到首页</source>
        <translation>Back to the start in %1 seconds</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>%1/%2 字</source>
        <translation>%1/%2</translation>
    </message>
</context>
<context>
    <name>GoOn</name>
    <message>
        <source>还要接着办“%1”吗？</source>
        <translation>Go on with "%1"?</translation>
    </message>
    <message>
        <source>请拿好刚才的纸和证件</source>
        <translation>Please take the paper and your card</translation>
    </message>
    <message>
        <source>接着办</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>不办了</source>
        <translation>No, I am done</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>大约 %1 分钟</source>
        <translation>About %1 min</translation>
    </message>
    <message>
        <source>开始</source>
        <translation>Start</translation>
    </message>
</context>
<context>
    <name>HelpPanel</name>
    <message>
        <source>需要帮忙吗？</source>
        <translation>Do you need help?</translation>
    </message>
    <message>
        <source>不着急，一步一步来</source>
        <translation>Take your time, one step after another</translation>
    </message>
    <message>
        <source>填错了：按“返回”，提交前都可以改</source>
        <translation>A mistake? Touch “Back”; you can change it until you send</translation>
    </message>
    <message>
        <source>没按“提交”之前，什么都不会送出去</source>
        <translation>Nothing is sent before you touch “Send”</translation>
    </message>
    <message>
        <source>想问人：请工作人员帮忙，或打 %1</source>
        <translation>To ask somebody: speak to staff, or call %1</translation>
    </message>
    <message>
        <source>继续</source>
        <translation>Continue</translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message>
        <source>您想办什么事？</source>
        <translation>What would you like to do?</translation>
    </message>
    <message>
        <source>点一下，开始办事</source>
        <translation>Touch to begin</translation>
    </message>
    <message>
        <source>现在没有可以办的事</source>
        <translation>Nothing is possible now</translation>
    </message>
    <message>
        <source>有事找人：请打 %1</source>
        <translation>For help, call %1</translation>
    </message>
</context>
<context>
    <name>KeptPaper</name>
    <message>
        <source>您上次的回执可能没有打印出来，要打印吗？</source>
        <translation>Your last receipt may not have come out. Print it?</translation>
    </message>
    <message>
        <source>您上次的回执没有打印出来，现在打印吗？</source>
        <translation>Your last receipt did not come out. Print it now?</translation>
    </message>
    <message>
        <source>您上次的证明可能没有打印出来，要打印吗？</source>
        <translation>Your last certificate may not have come out. Print it?</translation>
    </message>
    <message>
        <source>您上次的证明没有打印出来，现在打印吗？</source>
        <translation>Your last certificate did not come out. Print it now?</translation>
    </message>
    <message>
        <source>打印</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>不用了</source>
        <translation>No, thank you</translation>
    </message>
    <message>
        <source>纸上会写明现在办到哪一步，并注明是补打的。不用的话，本机马上清除</source>
        <translation>It says how your case stands now, and that it is a second copy. If you do not want it, it is wiped at once</translation>
    </message>
    <message>
        <source>和上次办好的是同一份。不用的话，本机马上清除</source>
        <translation>It is the same one as last time. If you do not want it, it is wiped at once</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>退格</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>清空</source>
        <translation>Clear</translation>
    </message>
</context>
<context>
    <name>LanguagePanel</name>
    <message>
        <source>请选择语言</source>
        <translation>Choose a language</translation>
    </message>
</context>
<context>
    <name>LaterNotice</name>
    <message>
        <source>打印机好了，放上您的证件就能补打，今天 %1 前有效</source>
        <translation>When the printer works again, show your card here for a second copy, today until %1</translation>
    </message>
</context>
<context>
    <name>LeavePanel</name>
    <message>
        <source>不办了吗？</source>
        <translation>Stop here?</translation>
    </message>
    <message>
        <source>填的内容会清除</source>
        <translation>What you filled in will be cleared</translation>
    </message>
    <message>
        <source>接着办</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>不办了</source>
        <translation>Stop here</translation>
    </message>
</context>
<context>
    <name>NumberCard</name>
    <message>
        <source>流水号</source>
        <translation>Your number</translation>
    </message>
    <message>
        <source>申办流水号 %1</source>
        <translation>Platform number %1</translation>
    </message>
</context>
<context>
    <name>NumberEntry</name>
    <message>
        <source>好了</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>OutOfService</name>
    <message>
        <source>这台机器暂时不能办事</source>
        <translation>This machine is out of service</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>代码 %1</source>
        <translation>Code %1</translation>
    </message>
</context>
<context>
    <name>PhoneCard</name>
    <message>
        <source>要人帮忙，请打</source>
        <translation>For help, call</translation>
    </message>
</context>
<context>
    <name>PlaceCard</name>
    <message>
        <source>请把身份证放在这里</source>
        <translation>Place your ID card here</translation>
    </message>
    <message>
        <source>请插社保卡</source>
        <translation>Insert your social security card</translation>
    </message>
    <message>
        <source>正在读，请别拿开</source>
        <translation>Reading, please leave it there</translation>
    </message>
    <message>
        <source>正在读，请别拔出来</source>
        <translation>Reading; please leave it in</translation>
    </message>
    <message>
        <source>没有读到，再放一次</source>
        <translation>Not read; please place it again</translation>
    </message>
    <message>
        <source>没有读到，再插一次</source>
        <translation>The card was not read; insert it again</translation>
    </message>
    <message>
        <source>这张卡不是社保卡</source>
        <translation>This is no social security card</translation>
    </message>
    <message>
        <source>这张证件过期了</source>
        <translation>This card has expired</translation>
    </message>
    <message>
        <source>读卡器没有反应</source>
        <translation>The card reader does not answer</translation>
    </message>
    <message>
        <source>读卡器好像松了</source>
        <translation>The card reader seems loose</translation>
    </message>
    <message>
        <source>有芯片的一头先进去，插到底</source>
        <translation>Chip end first, as far as it goes</translation>
    </message>
    <message>
        <source>放平，屏幕说“读好了”再拿。也可以插社保卡</source>
        <translation>Lay it flat until the screen says it is read. Or insert your social security card</translation>
    </message>
    <message>
        <source>放平，屏幕说“读好了”再拿</source>
        <translation>Lay it flat until the screen says “Done”</translation>
    </message>
    <message>
        <source>一两秒就好</source>
        <translation>It takes a second or two</translation>
    </message>
    <message>
        <source>拿起来，等一秒，再放平</source>
        <translation>Lift it, wait a second, lay it flat again</translation>
    </message>
    <message>
        <source>拔出来，等一秒，再插到底</source>
        <translation>Take it out, wait a second, and insert it fully</translation>
    </message>
    <message>
        <source>请拔出来，换社保卡</source>
        <translation>Take it out and use your social security card</translation>
    </message>
    <message>
        <source>请拔出来，换社保卡，或者放身份证</source>
        <translation>Take it out; use your social security card or your ID card</translation>
    </message>
    <message>
        <source>请换一张有效的，或者用别的方式</source>
        <translation>Please use a valid one, or another way</translation>
    </message>
    <message>
        <source>不用担心，刚才填的都在。等一下，或者用别的方式</source>
        <translation>Don&apos;t worry, what you filled in is kept. Wait a moment, or use another way</translation>
    </message>
    <message>
        <source>没带身份证</source>
        <translation>No ID card with me</translation>
    </message>
    <message>
        <source>没带卡</source>
        <translation>No card with me</translation>
    </message>
    <message>
        <source>换一种方式</source>
        <translation>Another way</translation>
    </message>
</context>
<context>
    <name>PlaceEntry</name>
    <message>
        <source>就是这里</source>
        <translation>It is here</translation>
    </message>
    <message>
        <source>写好了</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>换个地方</source>
        <translation>Somewhere else</translation>
    </message>
    <message>
        <source>哪个村、哪条路、靠近什么</source>
        <translation>Which village, which road, near what</translation>
    </message>
</context>
<context>
    <name>Printing</name>
    <message>
        <source>正在打印回执</source>
        <translation>Printing the receipt</translation>
    </message>
    <message>
        <source>回执出来了，请拿好</source>
        <translation>Please take your receipt</translation>
    </message>
    <message>
        <source>回执出来了吗？</source>
        <translation>Has the receipt come out?</translation>
    </message>
    <message>
        <source>纸用完了，回执没打完</source>
        <translation>Out of paper, receipt not complete</translation>
    </message>
    <message>
        <source>打印机出了点问题</source>
        <translation>The printer has a problem</translation>
    </message>
    <message>
        <source>几秒钟就好</source>
        <translation>It takes a few seconds</translation>
    </message>
    <message>
        <source>凭上面的流水号可以查进度</source>
        <translation>Its number finds your case</translation>
    </message>
    <message>
        <source>请看一下出纸口</source>
        <translation>Please look at the paper slot</translation>
    </message>
    <message>
        <source>事情已经登记，不会丢。请记下或拍下流水号</source>
        <translation>Your matter is registered and safe. Please note or photograph the number</translation>
    </message>
    <message>
        <source>拿到了</source>
        <translation>I have it</translation>
    </message>
    <message>
        <source>再打一次</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>没出来</source>
        <translation>It did not come</translation>
    </message>
    <message>
        <source>不用打印</source>
        <translation>No print</translation>
    </message>
</context>
<context>
    <name>PrintingDocument</name>
    <message>
        <source>正在打印证明</source>
        <translation>Printing your certificate</translation>
    </message>
    <message>
        <source>证明出来了，请拿好</source>
        <translation>Your certificate is out. Please take it</translation>
    </message>
    <message>
        <source>纸出来了吗？</source>
        <translation>Did the paper come out?</translation>
    </message>
    <message>
        <source>打印机没有纸了</source>
        <translation>The printer is out of paper</translation>
    </message>
    <message>
        <source>打印机出了点问题</source>
        <translation>The printer has a problem</translation>
    </message>
    <message>
        <source>大约半分钟</source>
        <translation>About half a minute</translation>
    </message>
    <message>
        <source>上面有您的资料，别忘了带走</source>
        <translation>It has your data on it; do not leave it here</translation>
    </message>
    <message>
        <source>请看一下大打印机的出纸口</source>
        <translation>Please look where the large printer puts its paper</translation>
    </message>
    <message>
        <source>证明已经办好，不会丢。换一台机器也能打</source>
        <translation>It is made and is not lost. Any other machine can print it too</translation>
    </message>
    <message>
        <source>拿到了</source>
        <translation>I have it</translation>
    </message>
    <message>
        <source>再打一次</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>没出来</source>
        <translation>It did not come</translation>
    </message>
    <message>
        <source>不用打印</source>
        <translation>No print</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>再试一次</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>换一种方式</source>
        <translation>Another way</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>不办了</source>
        <translation>Stop here</translation>
    </message>
    <message>
        <source>回首页</source>
        <translation>Home</translation>
    </message>
</context>
<context>
    <name>QuietRow</name>
    <message>
        <source>帮助</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>语言</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>请稍等</source>
        <translation>One moment, please</translation>
    </message>
    <message>
        <source>退出</source>
        <translation>Leave</translation>
    </message>
</context>
<context>
    <name>Rate</name>
    <message>
        <source>这次办得顺心吗？</source>
        <translation>How was it today?</translation>
    </message>
    <message>
        <source>不评也可以</source>
        <translation>You need not answer</translation>
    </message>
    <message>
        <source>跳过</source>
        <translation>Skip</translation>
    </message>
    <message>
        <source>非常满意</source>
        <translation>Very satisfied</translation>
    </message>
    <message>
        <source>满意</source>
        <translation>Satisfied</translation>
    </message>
    <message>
        <source>基本满意</source>
        <translation>Fairly satisfied</translation>
    </message>
    <message>
        <source>不满意</source>
        <translation>Not satisfied</translation>
    </message>
    <message>
        <source>非常不满意</source>
        <translation>Very unhappy</translation>
    </message>
</context>
<context>
    <name>Recovered</name>
    <message>
        <source>刚才机器停了一下</source>
        <translation>The machine stopped for a moment</translation>
    </message>
    <message>
        <source>还没提交，什么都没有留下。请重新开始</source>
        <translation>Nothing was sent and nothing was kept. Please start again</translation>
    </message>
    <message>
        <source>不是您的问题。您的事情已保存，不会丢</source>
        <translation>It was not your fault. Your matter is saved and safe</translation>
    </message>
    <message>
        <source>打印凭条</source>
        <translation>Print a slip</translation>
    </message>
    <message>
        <source>知道了</source>
        <translation>I see</translation>
    </message>
    <message>
        <source>不用打印</source>
        <translation>No print</translation>
    </message>
    <message>
        <source>%1：%2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>已登记，待上传</source>
        <translation>Registered, waiting to be sent</translation>
    </message>
    <message>
        <source>已送达</source>
        <translation>Delivered</translation>
    </message>
    <message>
        <source>已受理</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>已登记，平台没有收下</source>
        <translation>Registered, not taken by the platform</translation>
    </message>
</context>
<context>
    <name>Result</name>
    <message>
        <source>已登记，网络一通就送出</source>
        <translation>Registered; sent as soon as the network is back</translation>
    </message>
    <message>
        <source>已登记，稍后自动送出</source>
        <translation>Registered; sent a little later</translation>
    </message>
    <message>
        <source>已送达，对方收到了</source>
        <translation>Delivered and received</translation>
    </message>
    <message>
        <source>已受理</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>已登记，平台没有收下</source>
        <translation>Registered, not taken by the platform</translation>
    </message>
    <message>
        <source>打印回执</source>
        <translation>Print the receipt</translation>
    </message>
    <message>
        <source>好的，办完了</source>
        <translation>Fine, that&apos;s all</translation>
    </message>
    <message>
        <source>不用打印</source>
        <translation>No print</translation>
    </message>
    <message>
        <source>现在不能打印，请记下或拍下流水号</source>
        <translation>No printing now. Please note the number</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>请看看对不对</source>
        <translation>Is everything right?</translation>
    </message>
    <message>
        <source>没错，提交</source>
        <translation>All right, send</translation>
    </message>
</context>
<context>
    <name>ReviewRow</name>
    <message>
        <source>改</source>
        <translation>Change</translation>
    </message>
</context>
<context>
    <name>ScrollArea</name>
    <message>
        <source>往下看</source>
        <translation>More below</translation>
    </message>
</context>
<context>
    <name>SheetPicture</name>
    <message>
        <source>看大一点</source>
        <translation>Larger</translation>
    </message>
</context>
<context>
    <name>SheetReader</name>
    <message>
        <source>看完了，收起来</source>
        <translation>Back to the page</translation>
    </message>
</context>
<context>
    <name>StageList</name>
    <message>
        <source>已保存在本机</source>
        <translation>Saved on this machine</translation>
    </message>
    <message>
        <source>正在保存</source>
        <translation>Saving</translation>
    </message>
    <message>
        <source>保存在本机</source>
        <translation>Save on this machine</translation>
    </message>
    <message>
        <source>已经送达</source>
        <translation>Delivered</translation>
    </message>
    <message>
        <source>正在送往平台</source>
        <translation>Sending to the platform</translation>
    </message>
    <message>
        <source>送往平台</source>
        <translation>Send to the platform</translation>
    </message>
    <message>
        <source>查到了</source>
        <translation>Found</translation>
    </message>
    <message>
        <source>正在向平台查询</source>
        <translation>Asking the platform</translation>
    </message>
    <message>
        <source>向平台查询</source>
        <translation>Ask the platform</translation>
    </message>
</context>
<context>
    <name>Standing</name>
    <message>
        <source>已登记</source>
        <translation>Registered</translation>
    </message>
    <message>
        <source>已送达</source>
        <translation>Delivered</translation>
    </message>
    <message>
        <source>待上传</source>
        <translation>To be sent</translation>
    </message>
    <message>
        <source>已受理</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <source>待受理</source>
        <translation>To be accepted</translation>
    </message>
    <message>
        <source>没有收下</source>
        <translation>Not taken</translation>
    </message>
    <message>
        <source>请打 12345</source>
        <translation>Call 12345</translation>
    </message>
</context>
<context>
    <name>Starting</name>
    <message>
        <source>请稍等，马上就好</source>
        <translation>One moment, nearly there</translation>
    </message>
</context>
<context>
    <name>StatusStrip</name>
    <message>
        <source>终端 %1</source>
        <translation>Terminal %1</translation>
    </message>
    <message>
        <source>演示</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>暂无网络</source>
        <translation>No network</translation>
    </message>
    <message>
        <source>大字</source>
        <translation>Large</translation>
    </message>
    <message>
        <source>简洁</source>
        <translation>Compact</translation>
    </message>
</context>
<context>
    <name>StillThere</name>
    <message>
        <source>您还在吗？</source>
        <translation>Are you still there?</translation>
    </message>
    <message>
        <source>%1 秒后清除您填的内容</source>
        <translation>What you filled in is cleared in %1 seconds</translation>
    </message>
    <message>
        <source>我还在</source>
        <translation>I am here</translation>
    </message>
    <message>
        <source>结束</source>
        <translation>End</translation>
    </message>
</context>
<context>
    <name>TakeCard</name>
    <message>
        <source>读好了，请拿回身份证</source>
        <translation>Done, please take your card back</translation>
    </message>
    <message>
        <source>读好了，请拔出社保卡</source>
        <translation>Done. Please take your social security card</translation>
    </message>
    <message>
        <source>%1，您好</source>
        <translation>Hello, %1</translation>
    </message>
</context>
<context>
    <name>TextEntry</name>
    <message>
        <source>写好了</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>点这里写</source>
        <translation>Write here</translation>
    </message>
</context>
<context>
    <name>Verified</name>
    <message>
        <source>这份证明已经作废</source>
        <translation>This certificate is revoked</translation>
    </message>
    <message>
        <source>这份证明对不上，不能用</source>
        <translation>This certificate does not match its seal</translation>
    </message>
    <message>
        <source>没有查到这份证明</source>
        <translation>No certificate has this code</translation>
    </message>
    <message>
        <source>查到了，原件是真的</source>
        <translation>Found: the original is genuine</translation>
    </message>
    <message>
        <source>请和手里的纸比一比，一样才算数</source>
        <translation>Compare it with your paper; it counts only if both say the same</translation>
    </message>
    <message>
        <source>发证单位已经收回，不能再用</source>
        <translation>Its office has withdrawn it; it is of no use any more</translation>
    </message>
    <message>
        <source>内容和印章对不上，请问发证单位</source>
        <translation>Its content does not fit the seal. Please ask its office</translation>
    </message>
    <message>
        <source>请再看一遍验证码。没看错，就请问发证单位</source>
        <translation>Please compare the code. If it is right, ask the office that issued it</translation>
    </message>
    <message>
        <source>好的，看完了</source>
        <translation>Fine, that is all</translation>
    </message>
    <message>
        <source>再验一份</source>
        <translation>Another one</translation>
    </message>
    <message>
        <source>验证码 %1</source>
        <translation>Verification code %1</translation>
    </message>
    <message>
        <source>%1 由%2在 %3 收回</source>
        <translation>%1, withdrawn by %2 on %3</translation>
    </message>
    <message>
        <source>%1 由%2在 %3 盖章</source>
        <translation>%1, sealed by %2 on %3</translation>
    </message>
</context>
<context>
    <name>Working</name>
    <message>
        <source>正在登记</source>
        <translation>Registering</translation>
    </message>
    <message>
        <source>正在查询</source>
        <translation>Looking it up</translation>
    </message>
    <message>
        <source>请稍等，不用按什么</source>
        <translation>One moment; there is nothing to touch</translation>
    </message>
</context>
</TS>
