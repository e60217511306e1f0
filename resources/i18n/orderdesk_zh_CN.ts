<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>Alerts</name>
        <message>
            <source>Undo</source>
            <extracomment>Beside the rail, not over it.</extracomment>
            <translation>撤销</translation>
        </message>
    </context>
    <context>
        <name>AskSheet</name>
        <message>
            <source>Back</source>
            <extracomment>In the order in which an order meets them; nobody is given the hub's own role.</extracomment>
            <translation>返回</translation>
        </message>
        <message>
            <source>This is no badge: badges begin with {prefix}</source>
            <translation>这不是工牌：工牌以 {prefix} 开头</translation>
        </message>
    </context>
    <context>
        <name>BadgeSheet</name>
        <message>
            <source>Give the badge</source>
            <translation>发放工牌</translation>
        </message>
        <message>
            <source>Badge of {name}</source>
            <translation>{name} 的工牌</translation>
        </message>
        <message>
            <source>Scan the new badge. The one before does not count any more; the PIN stays.</source>
            <translation>请扫描新工牌。原工牌随即失效，PIN 不变。</translation>
        </message>
        <message>
            <source>Left empty, the badge is taken away.</source>
            <translation>留空则收回工牌。</translation>
        </message>
        <message>
            <source>Badge</source>
            <translation>工牌</translation>
        </message>
        <message>
            <source>Scan a badge, or go back</source>
            <translation>请扫描工牌，或返回</translation>
        </message>
        <message>
            <source>Take the badge away</source>
            <translation>收回工牌</translation>
        </message>
    </context>
    <context>
        <name>Banner</name>
        <message>
            <source>Close this message</source>
            <translation>关闭这条消息</translation>
        </message>
    </context>
    <context>
        <name>Barcode</name>
        <message>
            <source>Barcode of {text}</source>
            <translation>{text} 的条码</translation>
        </message>
    </context>
    <context>
        <name>BegunDrafts</name>
        <message>
            <source>Drafts</source>
            <translation>草稿</translation>
        </message>
        <message>
            <source>Draft {mark} kept at {time}</source>
            <translation>草稿 {mark} 已保存 {time}</translation>
        </message>
        <message>
            <source>Drafts ({n})</source>
            <translation>草稿（{n}）</translation>
        </message>
        <message>
            <source>Forget</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Changes of {no}, not taken</source>
            <translation>{no} 的修改，未生效</translation>
        </message>
        <message>
            <source>1 line</source>
            <translation>1 行</translation>
        </message>
        <message>
            <source>{n} lines</source>
            <translation>{n} 行</translation>
        </message>
    </context>
    <context>
        <name>Bench</name>
        <message>
            <source>Today</source>
            <translation>今日</translation>
        </message>
        <message>
            <source>/ {goal} orders</source>
            <translation>/ {goal} 单</translation>
        </message>
        <message>
            <source>Connected · {count} queued</source>
            <translation>已连接 · 待上传 {count}</translation>
        </message>
        <message>
            <source>Connecting · {count} queued</source>
            <translation>连接中 · {count} 条待上传</translation>
        </message>
        <message>
            <source>Offline · {count} queued</source>
            <translation>离线 · {count} 条待上传</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Acknowledge</source>
            <translation>知道了</translation>
        </message>
        <message>
            <source>Next box</source>
            <translation>下一箱</translation>
        </message>
        <message>
            <source>F5 set aside · F7 next box · F8 hand over</source>
            <translation>F5 搁置 · F7 下一箱 · F8 交接快递</translation>
        </message>
        <message>
            <source>F6 code by hand · F12 scanner · ? all keys</source>
            <translation>F6 手工录码 · F12 扫码枪 · ? 全部按键</translation>
        </message>
        <message>
            <source>Set aside</source>
            <translation>搁置</translation>
        </message>
        <message>
            <source>Short</source>
            <translation>缺货</translation>
        </message>
        <message>
            <source>Call supervisor</source>
            <translation>叫主管</translation>
        </message>
        <message>
            <source>Parcel → waybill</source>
            <translation>包裹 → 运单</translation>
        </message>
        <message>
            <source>Not bound yet</source>
            <translation>等待绑定</translation>
        </message>
        <message>
            <source>This stays until the bin is scanned · F9 calls a supervisor</source>
            <translation>此画面不会自动消失 · 按 F9 叫主管</translation>
        </message>
        <message>
            <source>STOP! Do not ship</source>
            <translation>停！不要发货</translation>
        </message>
        <message>
            <source>Handed over</source>
            <translation>已交接</translation>
        </message>
        <message>
            <source>Bound</source>
            <translation>已绑定</translation>
        </message>
        <message>
            <source>Packed</source>
            <translation>打包完成</translation>
        </message>
        <message>
            <source>Order, parcel or courier label</source>
            <translation>订单号、包裹号、面单都可以</translation>
        </message>
        <message>
            <source>Scan a parcel</source>
            <translation>请扫包裹</translation>
        </message>
        <message>
            <source>1 parcel</source>
            <translation>1 个包裹</translation>
        </message>
        <message>
            <source>{n} parcels</source>
            <translation>{n} 个包裹</translation>
        </message>
        <message>
            <source>Scan {number} again</source>
            <translation>再扫一次 {number}</translation>
        </message>
        <message>
            <source>Next: {name}</source>
            <translation>下一件：{name}</translation>
        </message>
        <message>
            <source>Scan the serial number</source>
            <translation>请扫序列号</translation>
        </message>
        <message>
            <source>Scan the courier label</source>
            <translation>请扫面单</translation>
        </message>
        <message>
            <source>Scan the parcel number</source>
            <translation>请扫包裹号</translation>
        </message>
        <message>
            <source>Scan</source>
            <translation>请扫描</translation>
        </message>
        <message>
            <source>{n} more</source>
            <translation>还要 {n} 件</translation>
        </message>
        <message>
            <source>barcode ends in {tail}</source>
            <translation>条码尾号 {tail}</translation>
        </message>
        <message>
            <source>no barcode: scan {code}</source>
            <translation>无条码：扫 {code}</translation>
        </message>
        <message>
            <source>Scanned: {code}</source>
            <translation>扫到：{code}</translation>
        </message>
        <message>
            <source>Parcel {no}</source>
            <translation>包裹 {no}</translation>
        </message>
        <message>
            <source>Put it with {carrier}</source>
            <translation>和 {carrier} 的放一起</translation>
        </message>
        <message>
            <source>No label</source>
            <translation>没有面单</translation>
        </message>
        <message>
            <source>Needs no courier label</source>
            <translation>不用快递面单</translation>
        </message>
        <message>
            <source>Label comes when packed</source>
            <translation>装箱后扫面单</translation>
        </message>
        <message>
            <source>Scan the next one right away</source>
            <translation>可以直接扫下一个</translation>
        </message>
        <message>
            <source>Stays until the next valid scan · Esc</source>
            <translation>扫到正确的条码才会消失 · Esc</translation>
        </message>
        <message>
            <source>Put the box into the exception bin</source>
            <translation>把箱子放进红色异常箱</translation>
        </message>
        <message>
            <source>Scan the bin's code, or a supervisor's badge</source>
            <translation>扫异常筐条码或主管工牌，才能继续</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>订单</translation>
        </message>
        <message>
            <source>Tried</source>
            <translation>所做</translation>
        </message>
        <message>
            <source>Who, when</source>
            <translation>谁、何时</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>own van or pick-up</source>
            <translation>自送或自提</translation>
        </message>
        <message>
            <source> or </source>
            <translation>或</translation>
        </message>
        <message>
            <source>Packed today</source>
            <translation>今日已打包</translation>
        </message>
        <message>
            <source>Seconds each</source>
            <translation>平均每件（秒）</translation>
        </message>
        <message>
            <source>Right at once</source>
            <translation>一次扫对</translation>
        </message>
        <message>
            <source>Still to go</source>
            <translation>距目标还差</translation>
        </message>
        <message>
            <source>To be fetched</source>
            <translation>待揽收</translation>
        </message>
        <message>
            <source>Find {number} where the parcels for {carrier} stand</source>
            <translation>到{carrier}的待发区找出 {number}</translation>
        </message>
        <message>
            <source>Find parcel {number}</source>
            <translation>找出包裹 {number}</translation>
        </message>
        <message>
            <source>Bound {at}</source>
            <translation>已绑定 {at}</translation>
        </message>
        <message>
            <source>Binding stopped</source>
            <translation>绑定被阻止</translation>
        </message>
        <message>
            <source>Scans</source>
            <translation>扫描记录</translation>
        </message>
        <message>
            <source>Undo F2</source>
            <translation>撤销 F2</translation>
        </message>
        <message>
            <source>{done} / {needed} pcs</source>
            <extracomment>So much wider than its line a headline may be before it gets two.</extracomment>
            <translation>{done} / {needed} 件</translation>
        </message>
        <message>
            <source>Offline: data as of {time}</source>
            <translation>离线：订单信息截至 {time}</translation>
        </message>
        <message>
            <source>{shown} of {all} lines shown</source>
            <translation>共 {all} 行，显示 {shown} 行</translation>
        </message>
        <message>
            <source>ends in {tail}</source>
            <translation>尾号 {tail}</translation>
        </message>
        <message>
            <source>done</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>next</source>
            <translation>下一件</translation>
        </message>
        <message>
            <source>to do</source>
            <translation>待扫</translation>
        </message>
        <message>
            <source>short</source>
            <translation>缺货</translation>
        </message>
        <message>
            <source>Last scan</source>
            <translation>最近一次扫描</translation>
        </message>
    </context>
    <context>
        <name>BenchRoom</name>
        <message>
            <source>Switch the input method off</source>
            <extracomment>Once the answer has been painted: what writes at the same time would keep the painter waiting. What the hub has refused of what was done here: it stays over the bench until it is acknowledged.</extracomment>
            <translation>请关闭中文输入法</translation>
        </message>
        <message>
            <source>Packing bench</source>
            <translation>打包台</translation>
        </message>
        <message>
            <source>{n} more, Enter</source>
            <translation>再加 {n} 件，按 Enter</translation>
        </message>
        <message>
            <source>Parcels a day</source>
            <translation>每日包裹目标</translation>
        </message>
        <message>
            <source>Of each packer at this bench</source>
            <translation>此打包台每人</translation>
        </message>
        <message>
            <source>Undo the last scan</source>
            <translation>撤销上一次扫描</translation>
        </message>
        <message>
            <source>An item is short</source>
            <translation>缺货</translation>
        </message>
        <message>
            <source>Set the parcel aside; its number brings it back</source>
            <translation>搁置包裹；扫它的号码就能接着打</translation>
        </message>
        <message>
            <source>Enter a code by hand</source>
            <translation>手工录码</translation>
        </message>
        <message>
            <source>Box full: the rest goes into another</source>
            <translation>箱子已满：其余装下一箱</translation>
        </message>
        <message>
            <source>Hand parcels over to the courier</source>
            <translation>把包裹交接给快递</translation>
        </message>
        <message>
            <source>Call a supervisor</source>
            <translation>叫主管</translation>
        </message>
        <message>
            <source>Sign out</source>
            <translation>退出登录</translation>
        </message>
        <message>
            <source>Scanner, sound and goal</source>
            <translation>扫码枪、声音和目标</translation>
        </message>
        <message>
            <source>Sound</source>
            <translation>声音</translation>
        </message>
        <message>
            <source>Acknowledge a refusal</source>
            <translation>确认已看到拒绝</translation>
        </message>
        <message>
            <source>So many more of the item scanned last, then Enter</source>
            <translation>刚扫的商品再加这么多，按回车</translation>
        </message>
    </context>
    <context>
        <name>BenchScreen</name>
        <message>
            <source>Packing bench: {headline}</source>
            <translation>打包台：{headline}</translation>
        </message>
    </context>
    <context>
        <name>BenchWords</name>
        <message>
            <source>Wrong item</source>
            <translation>拿错商品</translation>
        </message>
        <message>
            <source>Too many</source>
            <translation>数量超了</translation>
        </message>
        <message>
            <source>Already packed</source>
            <translation>已经打包</translation>
        </message>
        <message>
            <source>Already gone</source>
            <translation>已经交接</translation>
        </message>
        <message>
            <source>Unknown code</source>
            <translation>不认识的码</translation>
        </message>
        <message>
            <source>Unknown number</source>
            <translation>没有此号</translation>
        </message>
        <message>
            <source>Unknown item</source>
            <translation>未知商品</translation>
        </message>
        <message>
            <source>Scan again</source>
            <translation>请重扫</translation>
        </message>
        <message>
            <source>Parcel first</source>
            <translation>先扫包裹</translation>
        </message>
        <message>
            <source>Finish first</source>
            <translation>先打完这单</translation>
        </message>
        <message>
            <source>Not now</source>
            <translation>现在不行</translation>
        </message>
        <message>
            <source>Label is taken</source>
            <translation>面单已用</translation>
        </message>
        <message>
            <source>Something broke</source>
            <translation>程序出错</translation>
        </message>
        <message>
            <source>Other order's label</source>
            <translation>别单的面单</translation>
        </message>
        <message>
            <source>Items missing</source>
            <translation>商品没扫完</translation>
        </message>
        <message>
            <source>Not all went</source>
            <translation>没有全部交接</translation>
        </message>
        <message>
            <source>No courier yet</source>
            <translation>还没有快递</translation>
        </message>
        <message>
            <source>No label here</source>
            <translation>不用面单</translation>
        </message>
        <message>
            <source>Not ready yet</source>
            <translation>还不能打包</translation>
        </message>
        <message>
            <source>Not accepted</source>
            <translation>未被接受</translation>
        </message>
        <message>
            <source>Not a supervisor</source>
            <translation>不是主管</translation>
        </message>
        <message>
            <source>Other courier</source>
            <translation>快递不对</translation>
        </message>
        <message>
            <source>Other warehouse</source>
            <translation>别的仓库</translation>
        </message>
        <message>
            <source>Other label</source>
            <translation>面单不对</translation>
        </message>
        <message>
            <source>Parcel is void</source>
            <translation>包裹已作废</translation>
        </message>
        <message>
            <source>Scan the barcode</source>
            <translation>请扫条码</translation>
        </message>
        <message>
            <source>Serial number first</source>
            <translation>先扫序列号</translation>
        </message>
        <message>
            <source>One by one</source>
            <translation>要逐件扫</translation>
        </message>
        <message>
            <source>Serial number twice</source>
            <translation>序列号重复</translation>
        </message>
        <message>
            <source>Sheet first</source>
            <translation>先关弹窗</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>已停</translation>
        </message>
        <message>
            <source>Scan each one</source>
            <translation>要逐件扫</translation>
        </message>
        <message>
            <source>Unknown badge</source>
            <translation>不认识的工牌</translation>
        </message>
        <message>
            <source>Label is void</source>
            <translation>面单作废</translation>
        </message>
        <message>
            <source>Not allowed</source>
            <translation>没有权限</translation>
        </message>
        <message>
            <source>Other company</source>
            <translation>其他公司</translation>
        </message>
        <message>
            <source>Not in the parcel</source>
            <translation>不在此包裹</translation>
        </message>
        <message>
            <source>Not missing</source>
            <translation>并不缺货</translation>
        </message>
        <message>
            <source>Order has moved on</source>
            <translation>订单已变动</translation>
        </message>
        <message>
            <source>On hold</source>
            <translation>已挂起</translation>
        </message>
        <message>
            <source>Label is still on</source>
            <translation>面单还在</translation>
        </message>
        <message>
            <source>Parcel is empty</source>
            <translation>空包裹</translation>
        </message>
        <message>
            <source>Parcel is gone</source>
            <translation>包裹已不在</translation>
        </message>
        <message>
            <source>No label yet</source>
            <translation>还没有面单</translation>
        </message>
        <message>
            <source>Not closed</source>
            <translation>尚未封箱</translation>
        </message>
        <message>
            <source>Not empty</source>
            <translation>包裹非空</translation>
        </message>
        <message>
            <source>Parcel is closed</source>
            <translation>已封箱</translation>
        </message>
        <message>
            <source>Other orders inside</source>
            <translation>含其他订单</translation>
        </message>
        <message>
            <source>Sign in again</source>
            <translation>请重新登录</translation>
        </message>
        <message>
            <source>Not to be packed</source>
            <translation>不可打包</translation>
        </message>
        <message>
            <source>Packed elsewhere</source>
            <translation>别处打包</translation>
        </message>
        <message>
            <source>File is damaged</source>
            <translation>文件损坏</translation>
        </message>
        <message>
            <source>Disk is full</source>
            <translation>磁盘已满</translation>
        </message>
        <message>
            <source>Disk does not write</source>
            <translation>磁盘写不进</translation>
        </message>
        <message>
            <source>Not on this parcel</source>
            <translation>不在此包裹</translation>
        </message>
        <message>
            <source>Whole pieces only</source>
            <translation>只能整件</translation>
        </message>
        <message>
            <source>Nothing read</source>
            <translation>没有读到</translation>
        </message>
        <message>
            <source>A web address</source>
            <translation>扫到网址</translation>
        </message>
        <message>
            <source>Code too long</source>
            <translation>码太长</translation>
        </message>
        <message>
            <source>Unknown card</source>
            <translation>不认识的命令码</translation>
        </message>
        <message>
            <source>Not a label</source>
            <translation>不是面单</translation>
        </message>
        <message>
            <source>Order {order_no} was set aside: scan it to go on</source>
            <translation>订单 {order_no} 已搁置：再扫它就能接着打</translation>
        </message>
        <message>
            <source>Bound; next box of order {order_no}</source>
            <translation>已绑定；订单 {order_no} 下一箱</translation>
        </message>
        <message>
            <source>{sku_code} {name} is not there? Scan the card once more: the rest goes without it</source>
            <translation>找不到 {sku_code} {name}？再扫一次缺货卡：其余商品先发</translation>
        </message>
        <message>
            <source>{sku_code} waits as a back-order; go on with the rest</source>
            <translation>{sku_code} 转为欠货单；请继续其余商品</translation>
        </message>
        <message>
            <source>Nothing left of order {order_no}: it waits for goods</source>
            <translation>订单 {order_no} 无货可发：等待到货</translation>
        </message>
        <message>
            <source>This label is new to us: if it is right, scan it once more</source>
            <translation>没见过这种面单号：确认无误就再扫一次</translation>
        </message>
        <message>
            <source>It goes with {carrier}. If {number} is right, scan it once more</source>
            <translation>这个包裹走 {carrier}。{number} 确认没拿错，就再扫一次</translation>
        </message>
        <message>
            <source>A serial number is wanted. If {number} is right, scan it once more</source>
            <translation>该扫序列号。{number} 确认是序列号，就再扫一次</translation>
        </message>
        <message>
            <source>Handed over: {n} → {carrier}</source>
            <translation>已交接：{n} 件 → {carrier}</translation>
        </message>
        <message>
            <source>New label: once more</source>
            <translation>新面单号：再扫一次</translation>
        </message>
        <message>
            <source>Set aside</source>
            <translation>已搁置</translation>
        </message>
        <message>
            <source>Serial number wanted</source>
            <translation>等序列号</translation>
        </message>
        <message>
            <source>Box full</source>
            <translation>箱子已满</translation>
        </message>
        <message>
            <source>Checked</source>
            <translation>已核对</translation>
        </message>
        <message>
            <source>Opened</source>
            <translation>已打开</translation>
        </message>
        <message>
            <source>Acknowledged</source>
            <translation>已确认</translation>
        </message>
        <message>
            <source>Short?</source>
            <translation>缺货？</translation>
        </message>
        <message>
            <source>Short</source>
            <translation>缺货</translation>
        </message>
        <message>
            <source>Waits for goods</source>
            <translation>等待到货</translation>
        </message>
        <message>
            <source>Wanted: a parcel, an order or a courier label</source>
            <translation>该扫：包裹、订单或快递面单</translation>
        </message>
        <message>
            <source>Wanted: {expected}</source>
            <translation>该扫：{expected}</translation>
        </message>
        <message>
            <source>Wanted: the serial number of {expected}</source>
            <translation>该扫：{expected} 的序列号</translation>
        </message>
        <message>
            <source>Wanted: the serial number</source>
            <translation>该扫：序列号</translation>
        </message>
        <message>
            <source>Wanted: the label of {expected}</source>
            <translation>该扫：{expected} 的面单</translation>
        </message>
        <message>
            <source>Wanted: the courier label</source>
            <translation>该扫：快递面单</translation>
        </message>
        <message>
            <source>Wanted: the parcel number {expected}</source>
            <translation>该扫：包裹号 {expected}</translation>
        </message>
        <message>
            <source>Wanted: the exception bin</source>
            <translation>该扫：异常筐</translation>
        </message>
        <message>
            <source>Nothing to undo</source>
            <translation>没有可撤销的</translation>
        </message>
        <message>
            <source>Undone</source>
            <translation>已撤销</translation>
        </message>
        <message>
            <source>A supervisor was called</source>
            <translation>已叫主管</translation>
        </message>
        <message>
            <source>{name} works here now</source>
            <translation>现在由 {name} 操作</translation>
        </message>
        <message>
            <source>Go on with the next parcel</source>
            <translation>请继续下一个包裹</translation>
        </message>
        <message>
            <source>Box full: scan its label, the rest goes into another</source>
            <translation>此箱已满：扫面单封箱，其余装下一箱</translation>
        </message>
        <message>
            <source>Scan the serial number of {sku_code}</source>
            <translation>请扫 {sku_code} 的序列号</translation>
        </message>
        <message>
            <source>Order {order_no} is open already</source>
            <translation>订单 {order_no} 已经打开</translation>
        </message>
        <message>
            <source>Label {waybill_no} is bound already</source>
            <translation>面单 {waybill_no} 已经绑定</translation>
        </message>
        <message>
            <source>Read twice, counted once</source>
            <translation>读到两次，只算一次</translation>
        </message>
        <message>
            <source>Opened {order_no}</source>
            <translation>打开 {order_no}</translation>
        </message>
        <message>
            <source>{sku_code} checked</source>
            <translation>{sku_code} 已核对</translation>
        </message>
        <message>
            <source>Bound</source>
            <translation>已绑定</translation>
        </message>
        <message>
            <source>Packed and bound</source>
            <translation>已打包并绑定</translation>
        </message>
        <message>
            <source>{couriers}? Again</source>
            <translation>像 {couriers}：再扫一次</translation>
        </message>
        <message>
            <source>A label of {couriers}?</source>
            <translation>是 {couriers} 的面单？</translation>
        </message>
        <message>
            <source>The order was cancelled</source>
            <translation>订单已取消</translation>
        </message>
        <message>
            <source>The order is on hold</source>
            <translation>订单已挂起</translation>
        </message>
        <message>
            <source>The order is being changed</source>
            <translation>订单正在变更</translation>
        </message>
        <message>
            <source>The order was refunded</source>
            <translation>订单已退款</translation>
        </message>
        <message>
            <source>Not accepted by the hub</source>
            <translation>中心没有接受</translation>
        </message>
        <message>
            <source>Fetch parcel {parcel_no} back</source>
            <translation>请追回包裹 {parcel_no}</translation>
        </message>
        <message>
            <source>Undo of parcel {parcel_no} did not count</source>
            <translation>包裹 {parcel_no} 的撤销未生效</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} did not count</source>
            <translation>包裹 {parcel_no} 未生效</translation>
        </message>
        <message>
            <source>Not possible</source>
            <translation>不能这样做</translation>
        </message>
    </context>
    <context>
        <name>BrokenPage</name>
        <message>
            <source>Copy a report</source>
            <translation>复制诊断信息</translation>
        </message>
        <message>
            <source>Show the folder</source>
            <translation>打开文件夹</translation>
        </message>
        <message>
            <source>This workstation cannot be opened</source>
            <translation>这台工作站打不开</translation>
        </message>
        <message>
            <source>A file in which it is written down what was said here is damaged.</source>
            <translation>记录本机录入内容的文件已损坏。</translation>
        </message>
        <message>
            <source>The reason: {why}</source>
            <translation>原因：{why}</translation>
        </message>
        <message>
            <source>Nothing has been changed. Close the program and keep a copy of the folder: it may hold what nobody else has. Then ask whoever looks after OrderDesk.</source>
            <translation>没有改动任何文件。请关闭程序，把这个文件夹另存一份：里面可能有别处没有的内容。然后找负责 OrderDesk 的人。</translation>
        </message>
        <message>
            <source>Put that right and start the program again, or send the report to whoever looks after OrderDesk.</source>
            <translation>请排除原因后重新启动，或把诊断信息发给负责 OrderDesk 的人。</translation>
        </message>
    </context>
    <context>
        <name>BulkDeeds</name>
        <message>
            <source>Approve</source>
            <translation>审核通过</translation>
        </message>
        <message>
            <source>Put on hold</source>
            <translation>挂起</translation>
        </message>
        <message>
            <source>{who} asked to wait</source>
            <translation>{who}要求等待</translation>
        </message>
        <message>
            <source>{title}: {n} of {count} orders</source>
            <translation>{title}：{count} 单中 {n} 单完成</translation>
        </message>
        <message>
            <source>1 order number copied</source>
            <translation>已复制 1 个订单号</translation>
        </message>
        <message>
            <source>{n} order numbers copied</source>
            <translation>已复制 {n} 个订单号</translation>
        </message>
    </context>
    <context>
        <name>ChangesSheet</name>
        <message>
            <source>Change order {no}?</source>
            <translation>修改订单 {no}？</translation>
        </message>
        <message>
            <source>Was</source>
            <translation>原为</translation>
        </message>
        <message>
            <source>Will be</source>
            <translation>改为</translation>
        </message>
        <message>
            <source>Go on editing</source>
            <translation>继续修改</translation>
        </message>
        <message>
            <source>Save changes</source>
            <translation>保存修改</translation>
        </message>
    </context>
    <context>
        <name>ClashBox</name>
        <message>
            <source>Order {no} was changed by somebody else meanwhile. Choose what shall stand:</source>
            <extracomment>The two buttons of each choice: theirs, mine.</extracomment>
            <translation>订单 {no} 刚被别人改过。请逐项选择以哪个为准：</translation>
        </message>
        <message>
            <source>1 more comes then</source>
            <translation>之后还有 1 项</translation>
        </message>
        <message>
            <source>{n} more come then</source>
            <translation>之后还有 {n} 项</translation>
        </message>
        <message>
            <source>{what}: the other has “{theirs}”, you had “{mine}”</source>
            <translation>{what}：对方是「{theirs}」，您填的是「{mine}」</translation>
        </message>
        <message>
            <source>Take theirs</source>
            <translation>用对方的</translation>
        </message>
        <message>
            <source>Keep mine</source>
            <translation>保留我的</translation>
        </message>
    </context>
    <context>
        <name>CodeSheet</name>
        <message>
            <source>Make the code</source>
            <translation>生成登记码</translation>
        </message>
        <message>
            <source>New workstation</source>
            <translation>新工作站</translation>
        </message>
        <message>
            <source>A code is made with which one computer is taken in, once and within ten minutes.</source>
            <translation>将生成一个登记码，一台电脑可在十分钟内凭它登记一次。</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Warehouse</source>
            <translation>仓库</translation>
        </message>
        <message>
            <source>it packs what goes out there</source>
            <translation>打包该仓库的出库货物</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>as it is called in the house</source>
            <translation>公司里怎么称呼它</translation>
        </message>
        <message>
            <source>A name is needed: it says where the workstation stands</source>
            <translation>请填写名称：它说明工作站在哪里</translation>
        </message>
    </context>
    <context>
        <name>CodeShown</name>
        <message>
            <source>Code for {place}</source>
            <translation>{place} 的登记码</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>登记码</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>完成</translation>
        </message>
        <message>
            <source>Start OrderDesk on that computer, enter the address of the hub and this code; a scanner can read it from here.</source>
            <translation>在那台电脑上启动 OrderDesk，输入中心地址和此登记码；也可用扫码枪直接从屏幕扫描。</translation>
        </message>
        <message>
            <source>valid once, until {time}</source>
            <translation>仅可用一次，有效至 {time}</translation>
        </message>
        <message>
            <source>Address of the hub</source>
            <translation>中心地址</translation>
        </message>
    </context>
    <context>
        <name>ConfirmSheet</name>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
    </context>
    <context>
        <name>CreditLine</name>
        <message>
            <source>Credit</source>
            <extracomment>Limit, what open orders come to, what this order does (fen); None: no limit counts here.</extracomment>
            <translation>信用额度</translation>
        </message>
        <message>
            <source>{used} used + {amount} / {limit}</source>
            <translation>已用 {used} + 本单 {amount} / {limit}</translation>
        </message>
        <message>
            <source>About {over} over the limit: the credit review will decide</source>
            <translation>本单后约超额度 {over}：由信用审核决定</translation>
        </message>
        <message>
            <source>{left} left after this order ({share} %): goes on without a credit review</source>
            <translation>本单后剩余 {left}（{share}%），可直接提交</translation>
        </message>
    </context>
    <context>
        <name>CustomerCardBox</name>
        <message>
            <source>Customer</source>
            <translation>客户</translation>
        </message>
        <message>
            <source>Name, initials or code</source>
            <translation>名称、拼音首字母或编码</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <source>No customer fits “{text}”</source>
            <translation>没有符合「{text}」的客户</translation>
        </message>
        <message>
            <source>Who orders?</source>
            <translation>请先选客户</translation>
        </message>
        <message>
            <source>Tier {tier}</source>
            <translation>{tier} 级</translation>
        </message>
        <message>
            <source>{n} days</source>
            <translation>{n} 天</translation>
        </message>
        <message>
            <source>Terms</source>
            <translation>账期</translation>
        </message>
        <message>
            <source>Contact</source>
            <translation>联系人</translation>
        </message>
        <message>
            <source>Default address</source>
            <translation>默认地址</translation>
        </message>
        <message>
            <source>This customer has no address yet</source>
            <translation>这个客户还没有地址</translation>
        </message>
    </context>
    <context>
        <name>DataTable</name>
        <message>
            <source>Unassigned</source>
            <translation>未指派</translation>
        </message>
    </context>
    <context>
        <name>DeedMenu</name>
        <message>
            <source>What shall be done?</source>
            <translation>要做什么？</translation>
        </message>
        <message>
            <source>What can be done</source>
            <translation>可用操作</translation>
        </message>
        <message>
            <source>Nothing here is called so</source>
            <translation>没有这样的操作</translation>
        </message>
    </context>
    <context>
        <name>Deeds</name>
        <message>
            <source>Why it may go out unpaid</source>
            <translation>未付款为何可以发货</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>On hold: {reason}</source>
            <translation>已挂起：{reason}</translation>
        </message>
        <message>
            <source>Edit order</source>
            <translation>修改订单</translation>
        </message>
        <message>
            <source>Copy order</source>
            <translation>复制订单</translation>
        </message>
        <message>
            <source>What is missing follows later</source>
            <translation>缺货部分后补</translation>
        </message>
        <message>
            <source>Missing: {goods}. Without the tick it is approved only if they have come in by now.</source>
            <translation>缺货：{goods}。不勾选时，只有货已到齐才会通过。</translation>
        </message>
        <message>
            <source>Paid today|Known customer|Agreed with the management</source>
            <translation>今日已付款|老客户|管理层已同意</translation>
        </message>
        <message>
            <source>What has to be settled</source>
            <translation>待解决事项</translation>
        </message>
        <message>
            <source>Until</source>
            <translation>截止</translation>
        </message>
        <message>
            <source>Lapses by itself</source>
            <translation>到期自动解除</translation>
        </message>
        <message>
            <source>Lifted by: {role}</source>
            <translation>须由{role}解除</translation>
        </message>
        <message>
            <source>Hold</source>
            <translation>挂起</translation>
        </message>
        <message>
            <source>Hold with a reason</source>
            <translation>挂起并说明原因</translation>
        </message>
        <message>
            <source>Order {no} is on hold</source>
            <translation>订单 {no} 已挂起</translation>
        </message>
        <message>
            <source>Lift hold</source>
            <translation>解除挂起</translation>
        </message>
        <message>
            <source>The hold of order {no} is lifted</source>
            <translation>订单 {no} 的挂起已解除</translation>
        </message>
        <message>
            <source>Approved by mistake</source>
            <translation>误审核</translation>
        </message>
        <message>
            <source>Approve order</source>
            <translation>审核通过</translation>
        </message>
        <message>
            <source>Order {no} is approved</source>
            <translation>订单 {no} 已审核</translation>
        </message>
        <message>
            <source>Grant credit</source>
            <translation>批准信用</translation>
        </message>
        <message>
            <source>Refuse credit</source>
            <translation>拒绝信用</translation>
        </message>
        <message>
            <source>The order is closed and its goods become free; this cannot be taken back.</source>
            <translation>订单将关闭，货品释放；此操作不可撤回。</translation>
        </message>
        <message>
            <source>Back to the review</source>
            <translation>退回待审核</translation>
        </message>
        <message>
            <source>Its goods stay set aside for 30 minutes.</source>
            <translation>货品继续保留 30 分钟。</translation>
        </message>
        <message>
            <source>Needed</source>
            <translation>必填</translation>
        </message>
        <message>
            <source>No less than {amount} yuan</source>
            <translation>不少于 {amount} 元</translation>
        </message>
        <message>
            <source>No more than {amount} yuan</source>
            <translation>不多于 {amount} 元</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>请选择…</translation>
        </message>
        <message>
            <source>Write it like {shape}</source>
            <translation>请按此格式填写：{shape}</translation>
        </message>
        <message>
            <source>Quantity of {item}</source>
            <extracomment>One field for each condition, the first one with the preset; a single one without a condition.</extracomment>
            <translation>{item} 的数量</translation>
        </message>
        <message>
            <source>{item}: no more than {n}</source>
            <translation>{item}：最多 {n}</translation>
        </message>
        <message>
            <source>Nothing chosen</source>
            <translation>未选择</translation>
        </message>
        <message>
            <source>Choose a file…</source>
            <translation>选择文件…</translation>
        </message>
        <message>
            <source>Photos and papers</source>
            <translation>照片与单据</translation>
        </message>
        <message>
            <source>{sku} · up to {n}</source>
            <translation>{sku} · 最多 {n}</translation>
        </message>
        <message>
            <source>Not where it should be</source>
            <translation>不在应在的位置</translation>
        </message>
        <message>
            <source>There, but damaged</source>
            <translation>有货但已破损</translation>
        </message>
        <message>
            <source>What is missing</source>
            <translation>缺少的货品</translation>
        </message>
        <message>
            <source>One article at a time</source>
            <translation>一次只能申报一种货品</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Where it was looked for</source>
            <translation>查找过的货位</translation>
        </message>
        <message>
            <source>Lane</source>
            <translation>车道</translation>
        </message>
        <message>
            <source>Call the picking off</source>
            <translation>取消拣货</translation>
        </message>
        <message>
            <source>Hand over to the carrier</source>
            <translation>交接给承运商</translation>
        </message>
        <message>
            <source>All closed parcels of the shipment leave the house; this cannot be taken back.</source>
            <translation>该发货单所有已封箱包裹将出库；此操作不可撤回。</translation>
        </message>
        <message>
            <source>Start picking</source>
            <translation>开始拣货</translation>
        </message>
        <message>
            <source>Order {no} is being picked</source>
            <translation>订单 {no} 正在拣货</translation>
        </message>
        <message>
            <source>Goods are missing</source>
            <translation>申报缺货</translation>
        </message>
        <message>
            <source>The shipment goes without them; they follow as a back-order.</source>
            <translation>本次发货不含这些货品，之后以补发单发出。</translation>
        </message>
        <message>
            <source>Put into a lane</source>
            <translation>放入车道</translation>
        </message>
        <message>
            <source>Order {no} stands in its lane</source>
            <translation>订单 {no} 已放入车道</translation>
        </message>
        <message>
            <source>Take out of the lane</source>
            <translation>移出车道</translation>
        </message>
        <message>
            <source>Order {no} stands in no lane</source>
            <translation>订单 {no} 已移出车道</translation>
        </message>
        <message>
            <source>Photo</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Received by</source>
            <translation>签收人</translation>
        </message>
        <message>
            <source>Bank transfer</source>
            <translation>银行转账</translation>
        </message>
        <message>
            <source>WeChat Pay</source>
            <translation>微信支付</translation>
        </message>
        <message>
            <source>Alipay</source>
            <translation>支付宝</translation>
        </message>
        <message>
            <source>Cash</source>
            <translation>现金</translation>
        </message>
        <message>
            <source>Paid through</source>
            <translation>收款渠道</translation>
        </message>
        <message>
            <source>Number of the payment there</source>
            <translation>渠道流水号</translation>
        </message>
        <message>
            <source>Amount (yuan)</source>
            <translation>金额（元）</translation>
        </message>
        <message>
            <source>When</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Collected or to be given back</source>
            <translation>代收或待退款项</translation>
        </message>
        <message>
            <source>Refund {no} · {amount}</source>
            <translation>退款 {no} · {amount}</translation>
        </message>
        <message>
            <source>Payment {no} · {amount}</source>
            <translation>收款 {no} · {amount}</translation>
        </message>
        <message>
            <source>Payment received</source>
            <translation>登记收款</translation>
        </message>
        <message>
            <source>Confirm money collected or given back</source>
            <translation>确认代收或退款</translation>
        </message>
        <message>
            <source>Collected (yuan)</source>
            <translation>代收金额（元）</translation>
        </message>
        <message>
            <source>What happened</source>
            <translation>发生了什么</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Its waybills are not known here</source>
            <translation>此处没有该单的运单</translation>
        </message>
        <message>
            <source>What came back</source>
            <translation>退回的货品</translation>
        </message>
        <message>
            <source>Each line by the condition of what came; together no more than expected</source>
            <translation>每行按到货状况分别填数量，合计不超过应退数</translation>
        </message>
        <message>
            <source>Warehouse</source>
            <translation>仓库</translation>
        </message>
        <message>
            <source>Refund (yuan)</source>
            <translation>退款金额（元）</translation>
        </message>
        <message>
            <source>Empty: what came back and was paid, at most {amount}; only with the last line</source>
            <translation>留空：按退回且已付款的部分，最多 {amount}；只在最后一行收到时填写</translation>
        </message>
        <message>
            <source>No more than {amount} can be given back</source>
            <translation>最多可退 {amount}</translation>
        </message>
        <message>
            <source>Its receiver has been erased: enter a new order</source>
            <translation>收件人信息已清除：请另录新单</translation>
        </message>
        <message>
            <source>What has arrived</source>
            <translation>实到商品</translation>
        </message>
        <message>
            <source>What comes back</source>
            <translation>要退回的货品</translation>
        </message>
        <message>
            <source>Wrong goods|Not needed any more|Damaged on the way</source>
            <translation>发错货|不再需要|运输破损</translation>
        </message>
        <message>
            <source>What is sent again</source>
            <translation>补发的货品</translation>
        </message>
        <message>
            <source>Lost on the way|Damaged on the way|Wrong goods|Something was not in the box</source>
            <translation>途中丢失|途中破损|发错货|少发</translation>
        </message>
        <message>
            <source>The address is not known at this desk</source>
            <translation>此工作站看不到地址</translation>
        </message>
        <message>
            <source>Send goods again</source>
            <translation>补发货品</translation>
        </message>
        <message>
            <source>A new order that costs nothing, to the same receiver; it is reviewed like any other.</source>
            <translation>另开一张不收费的新单，发给同一收件人；与其他订单一样审核。</translation>
        </message>
        <message>
            <source>Ends as</source>
            <translation>结束方式</translation>
        </message>
        <message>
            <source>Delivered</source>
            <translation>确认签收</translation>
        </message>
        <message>
            <source>Trouble on delivery</source>
            <translation>登记签收异常</translation>
        </message>
        <message>
            <source>Call the goods back</source>
            <translation>拦截追回</translation>
        </message>
        <message>
            <source>Somebody has to call the carrier: a task is opened for logistics.</source>
            <translation>需要有人联系承运商：将为物流建立待办。</translation>
        </message>
        <message>
            <source>Give the delivery up</source>
            <translation>放弃派送，退回</translation>
        </message>
        <message>
            <source>The carrier brings the goods back: a task is opened for logistics.</source>
            <translation>承运商将货品退回：将为物流建立待办。</translation>
        </message>
        <message>
            <source>Goods are back</source>
            <translation>退货入库</translation>
        </message>
        <message>
            <source>The transfer has arrived</source>
            <translation>调拨到货</translation>
        </message>
        <message>
            <source>What is good is set aside for the order that waits for it.</source>
            <translation>完好的商品会锁给等货的订单。</translation>
        </message>
        <message>
            <source>New return order</source>
            <translation>新建退货单</translation>
        </message>
        <message>
            <source>Close order</source>
            <translation>关闭订单</translation>
        </message>
        <message>
            <source>A closed order is never opened again.</source>
            <translation>关闭的订单不能再打开。</translation>
        </message>
        <message>
            <source>The hub did not answer: look whether it was done, then try again</source>
            <translation>中心没有回应：请先查看是否已生效，再重试</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Shipment</source>
            <translation>发货单</translation>
        </message>
        <message>
            <source>All lines</source>
            <translation>所有行</translation>
        </message>
        <message>
            <source>Line</source>
            <translation>行</translation>
        </message>
        <message>
            <source>Why short?</source>
            <translation>为何缺货？</translation>
        </message>
        <message>
            <source>Allocate</source>
            <translation>分仓</translation>
        </message>
        <message>
            <source>Order {no} is allocated</source>
            <translation>订单 {no} 已分仓</translation>
        </message>
        <message>
            <source>Allocate to a warehouse</source>
            <translation>指定仓库分仓</translation>
        </message>
        <message>
            <source>Take the allocation back</source>
            <translation>撤回分仓</translation>
        </message>
        <message>
            <source>Order {no} is not allocated any more</source>
            <translation>订单 {no} 已撤回分仓</translation>
        </message>
        <message>
            <source>{n} of {item}: from {giver} to {taker}</source>
            <translation>{item} × {n}：{giver} → {taker}</translation>
        </message>
        <message>
            <source>New goods come soon|Needed there|Not worth the way</source>
            <translation>新货很快到|那边也要用|不值得调</translation>
        </message>
        <message>
            <source>Have the goods moved here</source>
            <translation>调拨过来</translation>
        </message>
        <message>
            <source>Another warehouse has them: an order of its own brings them over by our van.</source>
            <translation>别的仓库有货：由自有车辆以调拨单送来。</translation>
        </message>
        <message>
            <source>The transfer for order {no} is under way</source>
            <translation>订单 {no} 的调拨已安排</translation>
        </message>
        <message>
            <source>Do not have the goods moved</source>
            <translation>不调拨</translation>
        </message>
        <message>
            <source>The order goes on waiting for goods; the next review may propose it anew.</source>
            <translation>订单继续等货；下次审核时可能再次建议调拨。</translation>
        </message>
        <message>
            <source>The transfer for order {no} is declined</source>
            <translation>订单 {no} 的调拨建议已拒绝</translation>
        </message>
        <message>
            <source>Let reserved goods go</source>
            <translation>释放锁定的货品</translation>
        </message>
        <message>
            <source>Others may take the goods; the order waits for its review again.</source>
            <translation>货品可被其他订单占用；订单重新等待审核。</translation>
        </message>
        <message>
            <source>Make an order of its own of a shipment</source>
            <translation>将发货单拆成新订单</translation>
        </message>
        <message>
            <source>The customer no longer wants it|Entered twice|Entered wrongly</source>
            <translation>客户不要了|重复录入|录入错误</translation>
        </message>
        <message>
            <source>Not paid yet: finance notes the payment first</source>
            <translation>尚未付款：请财务先登记收款</translation>
        </message>
        <message>
            <source>The bench has begun: only who leads it may</source>
            <translation>打包台已开始：只有主管可以</translation>
        </message>
        <message>
            <source>What it shows</source>
            <translation>照片说明</translation>
        </message>
        <message>
            <source>Add note</source>
            <translation>添加备注</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>Done by: {roles}</source>
            <translation>由 {roles} 办理</translation>
        </message>
        <message>
            <source>Its goods become free for other orders; this cannot be taken back.</source>
            <translation>货品将释放给其他订单；此操作不可撤回。</translation>
        </message>
        <message>
            <source>Attach photo</source>
            <translation>添加照片</translation>
        </message>
        <message>
            <source>Cancel a shipment</source>
            <translation>取消发货单</translation>
        </message>
        <message>
            <source>Cancel order</source>
            <translation>取消订单</translation>
        </message>
        <message>
            <source>At most {most} orders at a time</source>
            <extracomment>More is not looked through while somebody waits. Ticking goes by several at a time.</extracomment>
            <translation>一次最多 {most} 单</translation>
        </message>
        <message>
            <source>One of them is not here any more</source>
            <translation>其中有订单已不在本机</translation>
        </message>
        <message>
            <source>{no}: {why}</source>
            <translation>{no}：{why}</translation>
        </message>
        <message>
            <source>{first}; and {n} more</source>
            <translation>{first}；另有 {n} 单</translation>
        </message>
        <message>
            <source>stands at: {node}</source>
            <translation>当前状态：{node}</translation>
        </message>
        <message>
            <source>goods are missing; it has to be decided at the order</source>
            <translation>缺货，须在订单中单独处理</translation>
        </message>
    </context>
    <context>
        <name>DemoDoor</name>
        <message>
            <source>Making the company; the first time this takes a minute…</source>
            <translation>正在准备演示公司，第一次约需一分钟…</translation>
        </message>
        <message>
            <source>The demo cannot go on: {why}</source>
            <translation>演示无法继续：{why}</translation>
        </message>
        <message>
            <source>The hub</source>
            <translation>中心</translation>
        </message>
        <message>
            <source>The outside</source>
            <translation>外部系统</translation>
        </message>
        <message>
            <source>The day's business</source>
            <translation>日常业务</translation>
        </message>
        <message>
            <source>{what} had ended and was started again; what was said meanwhile waits at the workstations.</source>
            <translation>{what}曾意外结束，已重新启动；其间记下的内容都在各工作站等待上传。</translation>
        </message>
        <message>
            <source>Preparing the workstation…</source>
            <translation>正在准备工作站…</translation>
        </message>
        <message>
            <source>This workstation could not be opened: {why}</source>
            <translation>这台工作站没能打开：{why}</translation>
        </message>
    </context>
    <context>
        <name>DeskRooms</name>
        <message>
            <source>The report lies on the clipboard</source>
            <extracomment>Where orders are entered, while somebody is here who may.</extracomment>
            <translation>诊断信息已复制到剪贴板</translation>
        </message>
        <message>
            <source>Saved as {file}</source>
            <translation>已保存为 {file}</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>打开文件夹</translation>
        </message>
    </context>
    <context>
        <name>DeviceDeeds</name>
        <message>
            <source>{name} is revoked already</source>
            <translation>{name} 已被停用</translation>
        </message>
        <message>
            <source>{name} (code {code}) may not talk to the hub any more, for good. What waits there unsent never gets to the hub. To come back it needs a new code.</source>
            <translation>{name}（编号 {code}）将永久不能再与中心通信。那里尚未发送的内容不会再到达中心。重新使用需要新的登记码。</translation>
        </message>
        <message>
            <source>This is the workstation you are at.</source>
            <translation>这就是您正在使用的工作站。</translation>
        </message>
        <message>
            <source>Revoke a workstation</source>
            <translation>停用工作站</translation>
        </message>
        <message>
            <source>Revoke</source>
            <translation>停用</translation>
        </message>
        <message>
            <source>{name} is revoked</source>
            <translation>{name} 已停用</translation>
        </message>
    </context>
    <context>
        <name>DeviceList</name>
        <message>
            <source>Workstations</source>
            <translation>工作站</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Warehouse</source>
            <translation>仓库</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Last heard</source>
            <translation>最近联系</translation>
        </message>
        <message>
            <source>Program</source>
            <translation>程序</translation>
        </message>
        <message>
            <source>Enrolled</source>
            <translation>登记日期</translation>
        </message>
        <message>
            <source>code {code} · this one</source>
            <translation>编号 {code} · 本机</translation>
        </message>
        <message>
            <source>code {code}</source>
            <translation>编号 {code}</translation>
        </message>
        <message>
            <source>All</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>never</source>
            <translation>从未</translation>
        </message>
        <message>
            <source>Revoked</source>
            <translation>已停用</translation>
        </message>
        <message>
            <source>Connected</source>
            <translation>在线</translation>
        </message>
        <message>
            <source>Away</source>
            <translation>离线</translation>
        </message>
        <message>
            <source>{version}, here {here}</source>
            <translation>{version}（本机 {here}）</translation>
        </message>
    </context>
    <context>
        <name>DraftsForm</name>
        <message>
            <source>The form is empty again</source>
            <extracomment>The message with the way back to what stood in the form.</extracomment>
            <translation>表单已清空</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Kept as a draft: it stands under Drafts</source>
            <translation>已存为草稿，可在「草稿」里找到</translation>
        </message>
    </context>
    <context>
        <name>Edit</name>
        <message>
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <source>Ship via</source>
            <translation>配送方式</translation>
        </message>
        <message>
            <source>Courier</source>
            <translation>快递</translation>
        </message>
        <message>
            <source>Requested date</source>
            <translation>要求到货</translation>
        </message>
        <message>
            <source>Customer's number</source>
            <translation>客户单号</translation>
        </message>
        <message>
            <source>Remark</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Total</source>
            <translation>合计</translation>
        </message>
    </context>
    <context>
        <name>EditForm</name>
        <message>
            <source>Its customer or an article is not known here</source>
            <translation>此处没有该订单的客户或货品</translation>
        </message>
        <message>
            <source>Order {no} is being changed; nothing is sent before you save</source>
            <translation>正在修改订单 {no}；保存前不会提交任何内容</translation>
        </message>
        <message>
            <source>Order {no} has been released meanwhile: it is not changed any more</source>
            <translation>订单 {no} 已被放行，不能再修改</translation>
        </message>
        <message>
            <source>Order {no} was changed by somebody else meanwhile: their changes stand here, yours are kept</source>
            <translation>订单 {no} 刚被别人改过：对方的改动已并入，您填的都保留着</translation>
        </message>
        <message>
            <source>Nothing is different yet</source>
            <translation>尚无任何改动</translation>
        </message>
    </context>
    <context>
        <name>EntryCells</name>
        <message>
            <source>Set aside</source>
            <translation>已锁库</translation>
        </message>
        <message>
            <source>Will be set aside</source>
            <translation>提交后锁库</translation>
        </message>
        <message>
            <source>Comes from several warehouses</source>
            <translation>要从几个仓发</translation>
        </message>
        <message>
            <source>Cannot all be set aside</source>
            <translation>锁不够</translation>
        </message>
        <message>
            <source>Item</source>
            <translation>商品</translation>
        </message>
        <message>
            <source>Quantity</source>
            <translation>数量</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Unit price</source>
            <translation>单价</translation>
        </message>
        <message>
            <source>Amount</source>
            <translation>金额</translation>
        </message>
        <message>
            <source>Price check</source>
            <translation>价格检查</translation>
        </message>
        <message>
            <source>Stock check</source>
            <translation>库存检查</translation>
        </message>
        <message>
            <source>Lock</source>
            <translation>锁</translation>
        </message>
        <message>
            <source>No line yet</source>
            <extracomment>Where each cell that can be typed in stands.</extracomment>
            <translation>待修正</translation>
        </message>
        <message>
            <source>{n} available</source>
            <translation>可用 {n}</translation>
        </message>
        <message>
            <source>Not on the list</source>
            <translation>价目表没有</translation>
        </message>
        <message>
            <source>List {price}</source>
            <translation>协议价 {price}</translation>
        </message>
        <message>
            <source>Below list {price}</source>
            <translation>低于协议价 {price}</translation>
        </message>
        <message>
            <source>Above list {price}</source>
            <translation>高于协议价 {price}</translation>
        </message>
        <message>
            <source>Short of {n}</source>
            <translation>缺 {n}</translation>
        </message>
    </context>
    <context>
        <name>EntryFooter</name>
        <message>
            <source>Submit order</source>
            <extracomment>How many keys stand there at most, and the gaps around all that stands there.</extracomment>
            <translation>提交订单</translation>
        </message>
        <message>
            <source>Start over</source>
            <translation>放弃重来</translation>
        </message>
        <message>
            <source>Keep as a draft</source>
            <translation>存为草稿</translation>
        </message>
        <message>
            <source>Save changes</source>
            <translation>保存修改</translation>
        </message>
        <message>
            <source>Leave as it is</source>
            <translation>不修改</translation>
        </message>
    </context>
    <context>
        <name>EntryForm</name>
        <message>
            <source>Why short?</source>
            <extracomment>Another one for each order that stands in the form.</extracomment>
            <translation>为何缺货？</translation>
        </message>
    </context>
    <context>
        <name>EntryGrid</name>
        <message>
            <source>Lines of the new order</source>
            <extracomment>Keys that belong to the window: the key map, the search.
----------
The line that has just been added: Enter in its quantity goes on to the next item.</extracomment>
            <translation>新订单的明细</translation>
        </message>
    </context>
    <context>
        <name>EntryLines</name>
        <message>
            <source>Add an item: code, name, initials or OE number</source>
            <extracomment>What stands around the results: the head of the grid with two lines, the field, the words below.</extracomment>
            <translation>加商品：编码、名称、拼音首字母或 OE 号</translation>
        </message>
        <message>
            <source>No item fits “{text}”</source>
            <translation>没有符合「{text}」的商品</translation>
        </message>
        <message>
            <source>Look an item up below, or paste rows from a spreadsheet: item, quantity, perhaps unit and price</source>
            <translation>在下面查找商品，或直接粘贴 Excel 的「编码、数量」两列，可带单位和单价</translation>
        </message>
        <message>
            <source>Rows of a spreadsheet can be pasted: item, quantity, perhaps unit and price</source>
            <translation>可直接粘贴 Excel 的「编码、数量」等列；认不出的留在原处逐条修正，不会丢弃。</translation>
        </message>
        <message>
            <source>No lines yet</source>
            <translation>还没有商品</translation>
        </message>
    </context>
    <context>
        <name>EntryProblems</name>
        <message>
            <source>1 more: F8 goes there</source>
            <extracomment>The problem that F8 has gone to; pressed there again, it takes the way out that is offered.</extracomment>
            <translation>还有 1 个：按 F8 查看</translation>
        </message>
        <message>
            <source>{n} more: F8 goes there</source>
            <translation>还有 {n} 个：按 F8 查看</translation>
        </message>
        <message>
            <source>Row “{text}” is no line yet: {why}</source>
            <translation>「{text}」还不能成行：{why}</translation>
        </message>
        <message>
            <source>Look it up</source>
            <translation>手动查找</translation>
        </message>
        <message>
            <source>Line {n}, {item}: {why}</source>
            <translation>第 {n} 行 {item}：{why}</translation>
        </message>
        <message>
            <source>Put it right</source>
            <translation>去修正</translation>
        </message>
        <message>
            <source>Line {n}, {item}: {short} {unit} short; what is there can go first, the rest later</source>
            <translation>第 {n} 行 {item} 缺 {short} {unit}：可先发现货，余量到货再发</translation>
        </message>
        <message>
            <source>Line {n}, {item}: on no price list; a supervisor has to approve its price</source>
            <translation>第 {n} 行 {item}：不在价目表中，提交后由主管审批单价</translation>
        </message>
        <message>
            <source>Line {n}, {item}: {price} is below the valid {listed}; a supervisor has to approve that</source>
            <translation>第 {n} 行 {item} 单价 {price} 低于协议价 {listed}：提交后由主管审批</translation>
        </message>
        <message>
            <source>Line {n}, {item}: {price} is above the valid {listed}; a supervisor has to approve that</source>
            <translation>第 {n} 行 {item} 单价 {price} 高于协议价 {listed}：提交后由主管审批</translation>
        </message>
        <message>
            <source>Take the list price</source>
            <translation>恢复协议价</translation>
        </message>
        <message>
            <source>Change to {n}</source>
            <translation>改为 {n}</translation>
        </message>
    </context>
    <context>
        <name>EntryRoom</name>
        <message>
            <source>Submit order</source>
            <translation>提交订单</translation>
        </message>
        <message>
            <source>Why short?</source>
            <translation>为何缺货？</translation>
        </message>
        <message>
            <source>Add at least one line</source>
            <translation>请至少加一行商品</translation>
        </message>
        <message>
            <source>Paste rows</source>
            <translation>从 Excel 粘贴</translation>
        </message>
        <message>
            <source>The address has no phone number, without which no courier takes it: choose another one</source>
            <translation>该地址没有电话，快递无法揽收：请另选地址</translation>
        </message>
        <message>
            <source>The customer has no address to ship to</source>
            <translation>这个客户没有收货地址</translation>
        </message>
        <message>
            <source>Lines</source>
            <translation>商品明细</translation>
        </message>
        <message>
            <source>New order</source>
            <translation>新建订单</translation>
        </message>
        <message>
            <source>Change order</source>
            <translation>修改订单</translation>
        </message>
        <message>
            <source>1 problem</source>
            <translation>1 个问题</translation>
        </message>
        <message>
            <source>{n} problems</source>
            <translation>{n} 个问题</translation>
        </message>
        <message>
            <source>Drop line</source>
            <translation>删行</translation>
        </message>
        <message>
            <source>Next problem</source>
            <translation>下一个问题</translation>
        </message>
        <message>
            <source>Add line</source>
            <translation>加行</translation>
        </message>
        <message>
            <source>Paste rows of a table</source>
            <translation>粘贴表格行</translation>
        </message>
        <message>
            <source>Keep as a draft</source>
            <translation>存为草稿</translation>
        </message>
        <message>
            <source>1 notice</source>
            <translation>1 个提醒</translation>
        </message>
        <message>
            <source>Last order</source>
            <translation>上次订单</translation>
        </message>
        <message>
            <source>{n} notices</source>
            <translation>{n} 个提醒</translation>
        </message>
        <message>
            <source>Edit cell</source>
            <translation>改单元格</translation>
        </message>
        <message>
            <source>As above</source>
            <translation>同上</translation>
        </message>
        <message>
            <source>Take it, next cell; of a new line the next item</source>
            <translation>确认，下一格；新行则录下一个商品</translation>
        </message>
        <message>
            <source>Next cell, Shift+Tab the one before</source>
            <translation>下一格，Shift+Tab 上一格</translation>
        </message>
        <message>
            <source>Leave the cell as it was</source>
            <translation>放弃改动，保留原值</translation>
        </message>
        <message>
            <source>Pass a problem by</source>
            <translation>跳过这个问题</translation>
        </message>
        <message>
            <source>What the customer ordered last</source>
            <translation>带入该客户上次订单</translation>
        </message>
        <message>
            <source>Customer; 2 lines, 3 delivery</source>
            <translation>客户；2 明细，3 履约</translation>
        </message>
    </context>
    <context>
        <name>ExportStrip</name>
        <message>
            <source>Exporting: {n} of {count}</source>
            <translation>正在导出：{n} / {count}</translation>
        </message>
        <message>
            <source>{text} · about {time} left</source>
            <translation>{text} · 还要约 {time}</translation>
        </message>
        <message>
            <source>Cancel export</source>
            <translation>取消导出</translation>
        </message>
    </context>
    <context>
        <name>FirstRunPage</name>
        <message>
            <source>Connect to the company's hub</source>
            <translation>连接公司中心</translation>
        </message>
        <message>
            <source>You have its address and a code from the administrator.</source>
            <translation>已有中心地址和管理员给的接入码。</translation>
        </message>
        <message>
            <source>Look at the demo</source>
            <translation>先看演示</translation>
        </message>
        <message>
            <source>A whole invented company on this computer; change what you like.</source>
            <translation>在本机跑一家虚构的公司，可随便改，不影响真实业务。</translation>
        </message>
        <message>
            <source>Welcome. How shall we begin?</source>
            <translation>欢迎使用，怎么开始？</translation>
        </message>
        <message>
            <source>All of this can be changed later.</source>
            <translation>以后都可以改。</translation>
        </message>
        <message>
            <source>Enrolment code</source>
            <translation>接入码</translation>
        </message>
        <message>
            <source>Good for one computer</source>
            <translation>一个码接入一台电脑</translation>
        </message>
        <message>
            <source>Name of this place</source>
            <translation>本机名称</translation>
        </message>
        <message>
            <source>Empty: the name that came with the code</source>
            <translation>留空则用随接入码给出的名称</translation>
        </message>
        <message>
            <source>Address of the hub</source>
            <translation>中心地址</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>下一步</translation>
        </message>
        <message>
            <source>This workstation is at {hub}. What was said there stays; another hub begins with nothing.</source>
            <translation>本机现在连着 {hub}。在那里录过的都留着；换一个中心从头开始。</translation>
        </message>
        <message>
            <source>Another hub</source>
            <translation>换一个中心</translation>
        </message>
        <message>
            <source>Begin with a new hub</source>
            <translation>新建中心</translation>
        </message>
        <message>
            <source>A company of your own on this computer, empty; you administer it.</source>
            <translation>管理员使用。在本机建一家自己的公司，从零开始。</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Not yet: look at the demo</source>
            <translation>暂不设置，看演示</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>Look</source>
            <translation>外观</translation>
        </message>
    </context>
    <context>
        <name>Format</name>
        <message>
            <source>{n} s</source>
            <translation>{n} 秒</translation>
        </message>
        <message>
            <source>{n} min</source>
            <translation>{n} 分</translation>
        </message>
        <message>
            <source>{h} h {m} min</source>
            <translation>{h} 时 {m} 分</translation>
        </message>
        <message>
            <source>{n} d</source>
            <translation>{n} 天</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>余 {time}</translation>
        </message>
        <message>
            <source>{time} late</source>
            <translation>超 {time}</translation>
        </message>
        <message>
            <source>{n} h</source>
            <translation>{n} h</translation>
        </message>
    </context>
    <context>
        <name>FrontPage</name>
        <message>
            <source>Other language</source>
            <translation>切换语言</translation>
        </message>
        <message>
            <source>Full screen</source>
            <translation>全屏</translation>
        </message>
        <message>
            <source>All keys</source>
            <translation>全部按键</translation>
        </message>
        <message>
            <source>OrderDesk, version {n}</source>
            <translation>OrderDesk 版本 {n}</translation>
        </message>
        <message>
            <source>Next field</source>
            <translation>下一栏</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>This page</source>
            <translation>本页</translation>
        </message>
    </context>
    <context>
        <name>FrontPicture</name>
        <message>
            <source>An order's way: entered, packed, on the road, received</source>
            <extracomment>A day's way as an example: node and time of day.</extracomment>
            <translation>订单的流程：录单、打包、运输、签收</translation>
        </message>
        <message>
            <source>Every order: where it stands,</source>
            <translation>每一单，走到哪一步，</translation>
        </message>
        <message>
            <source>and whose hands it went through.</source>
            <translation>谁经手，一眼看到。</translation>
        </message>
        <message>
            <source>Packs on while the line is down, and catches up by itself.</source>
            <translation>断网也能打包，恢复后自动补传。</translation>
        </message>
    </context>
    <context>
        <name>FulfilmentBox</name>
        <message>
            <source>Delivery</source>
            <extracomment>Method and carrier of a draft or an order that was put here, until somebody chooses another carrier.</extracomment>
            <translation>履约</translation>
        </message>
        <message>
            <source>Ship via</source>
            <translation>运输方式</translation>
        </message>
        <message>
            <source>Courier</source>
            <translation>快递</translation>
        </message>
        <message>
            <source>Remark (the bench sees it)</source>
            <translation>备注（打包台可见）</translation>
        </message>
        <message>
            <source>Requested date</source>
            <translation>要求到货</translation>
        </message>
        <message>
            <source>month-day</source>
            <translation>月-日</translation>
        </message>
        <message>
            <source>Customer's number</source>
            <translation>客户单号</translation>
        </message>
        <message>
            <source>Cash on delivery</source>
            <translation>货到付款</translation>
        </message>
        <message>
            <source>Write it like {shape}</source>
            <translation>请写成 {shape}</translation>
        </message>
        <message>
            <source>This day is past</source>
            <translation>这一天已过</translation>
        </message>
    </context>
    <context>
        <name>GoalEntry</name>
        <message>
            <source>Parcels a day</source>
            <translation>每日包裹目标</translation>
        </message>
        <message>
            <source>No goal</source>
            <translation>无目标</translation>
        </message>
    </context>
    <context>
        <name>HandOverDialog</name>
        <message>
            <source>Own van or pick-up</source>
            <translation>自有车或自提</translation>
        </message>
        <message>
            <source>1 parcel</source>
            <translation>1 个包裹</translation>
        </message>
        <message>
            <source>{n} parcels</source>
            <translation>{n} 个包裹</translation>
        </message>
        <message>
            <source>Hand over</source>
            <extracomment>What is done with parcels, in the order in which they stand here; one whose carrier is not known comes last.</extracomment>
            <translation>交接</translation>
        </message>
        <message>
            <source>Load</source>
            <translation>装车</translation>
        </message>
        <message>
            <source>Give out</source>
            <translation>发给客户</translation>
        </message>
        <message>
            <source>Load {what}: {who}</source>
            <translation>装车 {what}：{who}</translation>
        </message>
        <message>
            <source>Give out {what}: {who}</source>
            <translation>发给客户 {what}：{who}</translation>
        </message>
        <message>
            <source>Hand over {what} to {who}</source>
            <translation>把 {what} 交给 {who}</translation>
        </message>
        <message>
            <source>Hand parcels over</source>
            <translation>交出包裹</translation>
        </message>
        <message>
            <source>No closed parcel waits here</source>
            <translation>没有待交接的包裹</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Carrier not known here</source>
            <translation>承运方不明</translation>
        </message>
    </context>
    <context>
        <name>Health</name>
        <message>
            <source>Hub</source>
            <translation>中心</translation>
        </message>
        <message>
            <source>This workstation has to send</source>
            <translation>本机待上传</translation>
        </message>
        <message>
            <source>ERP data as of</source>
            <translation>ERP 数据截至</translation>
        </message>
        <message>
            <source>Stopped jobs</source>
            <translation>停下的任务</translation>
        </message>
        <message>
            <source>Refresh</source>
            <translation>再看一次</translation>
        </message>
        <message>
            <source>heard {at}</source>
            <translation>{at} 有应答</translation>
        </message>
        <message>
            <source>Everything is at the hub</source>
            <translation>全部已到中心</translation>
        </message>
        <message>
            <source>the oldest for {time}</source>
            <translation>最久的等了 {time}</translation>
        </message>
        <message>
            <source>{waits}; sent by itself when the hub is back</source>
            <translation>{waits}；中心恢复后自动补传</translation>
        </message>
        <message>
            <source>Nothing waits for a person</source>
            <translation>没有要人处理的</translation>
        </message>
        <message>
            <source>{where}: stopped until somebody repairs the cause. Then the administrator has them sent again, below or with “orderdesk-hub jobs”; nothing is lost meanwhile.</source>
            <translation>{where}：已停下，等人排除原因。之后由管理员在下面或用 orderdesk-hub jobs 重发；其间什么都不会丢。</translation>
        </message>
        <message>
            <source>Nobody has told this hub the public holidays of {year} yet: promises are reckoned with the days that the law names. Update OrderDesk, or see “Holidays” in docs/operation.md.</source>
            <translation>中心还不知道 {year} 年的放假安排：承诺时间先按法定假日计算。请升级 OrderDesk，或见 docs/operation.md 的 Holidays 一节。</translation>
        </message>
        <message>
            <source>No ERP is asked</source>
            <translation>没有接 ERP</translation>
        </message>
        <message>
            <source>orders and stock of before are here</source>
            <translation>此前的订单和库存都在</translation>
        </message>
        <message>
            <source>only the hub knows</source>
            <translation>只有中心知道</translation>
        </message>
    </context>
    <context>
        <name>HubList</name>
        <message>
            <source>The hub is being asked</source>
            <translation>正在询问中心</translation>
        </message>
        <message>
            <source>The hub does not let you see this</source>
            <translation>中心不允许您查看</translation>
        </message>
        <message>
            <source>Your sign-in has ended there, or you administer no longer: sign in again</source>
            <translation>您在中心的登录已结束，或已不再是管理员：请重新登录</translation>
        </message>
        <message>
            <source>The hub does not answer</source>
            <translation>中心没有回应</translation>
        </message>
        <message>
            <source>People and workstations are kept there alone: shown and changed as soon as it is back</source>
            <translation>用户和工作站只保存在中心：恢复连接后即可查看和更改</translation>
        </message>
    </context>
    <context>
        <name>KeyMap</name>
        <message>
            <source>Keys</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <source>Search orders</source>
            <translation>查找订单</translation>
        </message>
        <message>
            <source>First room; Ctrl+2 the second</source>
            <translation>第一个页面；Ctrl+2 第二个</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Other language</source>
            <translation>切换语言</translation>
        </message>
        <message>
            <source>Light or dark</source>
            <translation>浅色或深色</translation>
        </message>
        <message>
            <source>Full screen</source>
            <translation>全屏</translation>
        </message>
        <message>
            <source>This map</source>
            <translation>本表</translation>
        </message>
        <message>
            <source>Everywhere</source>
            <translation>通用</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
    </context>
    <context>
        <name>Life</name>
        <message>
            <source>Sign out</source>
            <translation>退出登录</translation>
        </message>
        <message>
            <source>Other language</source>
            <translation>切换语言</translation>
        </message>
        <message>
            <source>Light or dark</source>
            <translation>浅色或深色</translation>
        </message>
        <message>
            <source>Something went wrong in the program (report {n}); what was entered before is safe.</source>
            <translation>程序出了错（报告 {n}）；之前录入的都还在。</translation>
        </message>
        <message>
            <source>Copy the report</source>
            <translation>复制诊断信息</translation>
        </message>
    </context>
    <context>
        <name>LinesForm</name>
        <message>
            <source>Line {n}, {item}, is taken out</source>
            <extracomment>Stock that changes all the time is looked at again no oftener than this. The row whose article stands in the search; the item that is picked takes its place.</extracomment>
            <translation>已删除第 {n} 行 {item}</translation>
        </message>
        <message>
            <source>This can no longer be taken back: another order stands in the form</source>
            <translation>已无法撤销：表单里是另一张订单了</translation>
        </message>
        <message>
            <source>No order of this customer lies here</source>
            <translation>这里没有该客户的订单</translation>
        </message>
        <message>
            <source>1 line of the last order</source>
            <translation>已带入上次订单的 1 行</translation>
        </message>
        <message>
            <source>{n} lines of the last order</source>
            <translation>已带入上次订单的 {n} 行</translation>
        </message>
        <message>
            <source>Line {n} is changed</source>
            <translation>已修改第 {n} 行</translation>
        </message>
        <message>
            <source>Nothing has to be put right</source>
            <translation>没有需要修正的地方</translation>
        </message>
        <message>
            <source>There are no rows on the clipboard</source>
            <translation>剪贴板里没有可用的行</translation>
        </message>
        <message>
            <source>1 row is a line now</source>
            <translation>已加入 1 行</translation>
        </message>
        <message>
            <source>{n} rows are lines now</source>
            <translation>已加入 {n} 行</translation>
        </message>
        <message>
            <source>{n} could not be read</source>
            <translation>{n} 行未能识别</translation>
        </message>
        <message>
            <source>{n} were left out: an order has at most {most} lines</source>
            <translation>{n} 行未取：一单最多 {most} 行</translation>
        </message>
        <message>
            <source>Next problem F8</source>
            <translation>下一个问题 F8</translation>
        </message>
    </context>
    <context>
        <name>LinesPage</name>
        <message>
            <source>Item</source>
            <translation>商品</translation>
        </message>
        <message>
            <source>Quantity</source>
            <translation>数量</translation>
        </message>
        <message>
            <source>Packed</source>
            <translation>已打包</translation>
        </message>
        <message>
            <source>Amount</source>
            <translation>金额</translation>
        </message>
        <message>
            <source>Lines of the order</source>
            <translation>订单明细</translation>
        </message>
        <message>
            <source>{detail} · gift</source>
            <translation>{detail} · 赠品</translation>
        </message>
    </context>
    <context>
        <name>Link</name>
        <message>
            <source>Connecting</source>
            <translation>连接中</translation>
        </message>
        <message>
            <source>Live</source>
            <translation>实时</translation>
        </message>
        <message>
            <source>Sending {n}</source>
            <translation>上传中 {n}</translation>
        </message>
        <message>
            <source>Offline</source>
            <translation>离线</translation>
        </message>
        <message>
            <source>{n} queued</source>
            <translation>{n} 条待传</translation>
        </message>
        <message>
            <source>data as of {at}</source>
            <translation>数据截至 {at}</translation>
        </message>
    </context>
    <context>
        <name>ListBar</name>
        <message>
            <source>1 new order</source>
            <translation>1 条新订单</translation>
        </message>
        <message>
            <source>{n} new orders</source>
            <translation>{n} 条新订单</translation>
        </message>
        <message>
            <source>Newest first</source>
            <translation>最新下单在前</translation>
        </message>
        <message>
            <source>Last changed first</source>
            <translation>最近更新在前</translation>
        </message>
        <message>
            <source>Highest amount first</source>
            <translation>金额从高到低</translation>
        </message>
        <message>
            <source>Latest promise first</source>
            <translation>承诺时间从晚到早</translation>
        </message>
        <message>
            <source>{n} characters of a number, or a name</source>
            <translation>号码至少 {n} 位，或输入名称</translation>
        </message>
        <message>
            <source>1 order</source>
            <translation>1 单</translation>
        </message>
        <message>
            <source>{n} orders</source>
            <translation>{n} 单</translation>
        </message>
        <message>
            <source>Filter this list</source>
            <translation>在当前列表中筛选</translation>
        </message>
        <message>
            <source>End of an order's, waybill's or phone number, or the customer's name</source>
            <translation>订单号、运单号或手机号的末几位，或客户名称、拼音首字母</translation>
        </message>
        <message>
            <source>Sorted by</source>
            <translation>排序</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>The list as a table (Ctrl+E)</source>
            <translation>把列表存成表格（Ctrl+E）</translation>
        </message>
    </context>
    <context>
        <name>ListColumns</name>
        <message>
            <source>Columns</source>
            <translation>列</translation>
        </message>
    </context>
    <context>
        <name>ListEmpty</name>
        <message>
            <source>No order has been entered yet. Articles, customers, prices and stock come in by orderdesk-hub import</source>
            <translation>还没有录入订单。商品、客户、价格和库存用 orderdesk-hub import 导入</translation>
        </message>
        <message>
            <source>None of the orders is yours</source>
            <translation>这里没有你的订单</translation>
        </message>
        <message>
            <source>No order stands at this status now</source>
            <translation>现在没有处于此状态的订单</translation>
        </message>
        <message>
            <source>Clear filter</source>
            <translation>清除筛选</translation>
        </message>
        <message>
            <source>Nothing here fits “{text}”</source>
            <translation>这里没有符合「{text}」的订单</translation>
        </message>
        <message>
            <source>Looked for: the end of order number, waybill and phone, and the customer's name</source>
            <translation>查找了订单号、运单号、手机号的末几位和客户名称</translation>
        </message>
        <message>
            <source>No orders here</source>
            <translation>这里没有订单</translation>
        </message>
        <message>
            <source>Show all orders</source>
            <translation>显示全部订单</translation>
        </message>
    </context>
    <context>
        <name>ListExport</name>
        <message>
            <source>One file at a time: another one is being written</source>
            <extracomment>Read and written at one go; between two of them the window's own questions are answered. What is done sooner needs no progress.</extracomment>
            <translation>一次导出一个文件：另一个正在写</translation>
        </message>
        <message>
            <source>There are no orders here to export</source>
            <translation>这里没有可导出的订单</translation>
        </message>
        <message>
            <source>Export the selected orders</source>
            <translation>导出选中的订单</translation>
        </message>
        <message>
            <source>Export the list</source>
            <translation>导出列表</translation>
        </message>
        <message>
            <source>Table (*.csv)</source>
            <translation>表格 (*.csv)</translation>
        </message>
        <message>
            <source>Waybills</source>
            <translation>运单号</translation>
        </message>
        <message>
            <source>On hold</source>
            <translation>挂起</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>是</translation>
        </message>
        <message>
            <source>Not saved: {why}</source>
            <translation>没有保存：{why}</translation>
        </message>
        <message>
            <source>Export cancelled: no file was written</source>
            <translation>已取消导出，没有留下文件</translation>
        </message>
        <message>
            <source>Not saved: the orders have just been fetched anew, export them again</source>
            <translation>没有保存：订单数据刚重新下载，请再导出一次</translation>
        </message>
    </context>
    <context>
        <name>LogisticsPage</name>
        <message>
            <source>No parcels yet</source>
            <translation>还没有包裹</translation>
        </message>
        <message>
            <source>Courier scans</source>
            <translation>物流轨迹</translation>
        </message>
        <message>
            <source>Not allocated yet</source>
            <translation>尚未分仓</translation>
        </message>
        <message>
            <source>With another order</source>
            <translation>合包</translation>
        </message>
        <message>
            <source>{kg} kg</source>
            <translation>{kg} kg</translation>
        </message>
        <message>
            <source>{number} (taken off)</source>
            <translation>{number}（已解绑）</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>Orders</source>
            <extracomment>Rooms are laid out for 1280 by 720. A Full HD screen at 150 % leaves less beside its task bar, an older one at 125 % less still: there the panel lies over the list, columns drop out, and nothing is cut off.</extracomment>
            <translation>订单</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>录单</translation>
        </message>
        <message>
            <source>People</source>
            <translation>用户</translation>
        </message>
        <message>
            <source>Setup</source>
            <translation>本机</translation>
        </message>
    </context>
    <context>
        <name>ManualEntryDialog</name>
        <message>
            <source>Enter a code by hand</source>
            <translation>手工输入条码</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>条码</translation>
        </message>
        <message>
            <source>As printed under the bars</source>
            <translation>按条码下方印刷的字符输入</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Enter code</source>
            <translation>输入</translation>
        </message>
    </context>
    <context>
        <name>MentionEntry</name>
        <message>
            <source>People</source>
            <translation>人员</translation>
        </message>
    </context>
    <context>
        <name>NewHubForm</name>
        <message>
            <source>Company</source>
            <extracomment>Which field a refusal of the hub is about.</extracomment>
            <translation>公司名称</translation>
        </message>
        <message>
            <source>Its short code</source>
            <translation>简码</translation>
        </message>
        <message>
            <source>First warehouse</source>
            <translation>第一个仓库</translation>
        </message>
        <message>
            <source>Province</source>
            <translation>省份</translation>
        </message>
        <message>
            <source>City</source>
            <translation>城市</translation>
        </message>
        <message>
            <source>Your name</source>
            <translation>你的姓名</translation>
        </message>
        <message>
            <source>Sign-in name</source>
            <translation>登录名</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>密码</translation>
        </message>
        <message>
            <source>Password again</source>
            <translation>再输一次密码</translation>
        </message>
        <message>
            <source>Folder of the hub</source>
            <translation>中心的文件夹</translation>
        </message>
        <message>
            <source>Port</source>
            <translation>端口</translation>
        </message>
        <message>
            <source>Choose a folder</source>
            <translation>选择文件夹</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>The hub runs in the background of this computer, for this computer alone, also when this window is closed. How articles, customers, people and further computers come in says docs/operation.md.</source>
            <translation>中心在本机后台运行，只供本机使用，关掉窗口也不停。商品、客户、人员和其他电脑怎么加进来，见 docs/operation.md。</translation>
        </message>
        <message>
            <source>Step 1 of 4: looking at folder and port…</source>
            <translation>第 1 步，共 4 步：检查文件夹和端口…</translation>
        </message>
        <message>
            <source>Step 2 of 4: making the company…</source>
            <translation>第 2 步，共 4 步：建立公司…</translation>
        </message>
        <message>
            <source>Step 3 of 4: starting the hub…</source>
            <translation>第 3 步，共 4 步：启动中心…</translation>
        </message>
        <message>
            <source>Step 4 of 4: taking this computer in…</source>
            <translation>第 4 步，共 4 步：接入本机…</translation>
        </message>
        <message>
            <source>This is missing: {field}</source>
            <translation>还没填：{field}</translation>
        </message>
        <message>
            <source>No commas here: {field}</source>
            <translation>这里不能有逗号：{field}</translation>
        </message>
        <message>
            <source>The password is too short: at least {n} characters</source>
            <translation>密码太短：至少 {n} 个字符</translation>
        </message>
        <message>
            <source>The two passwords are not the same</source>
            <translation>两次输入的密码不一样</translation>
        </message>
    </context>
    <context>
        <name>NextStep</name>
        <message>
            <source>Nobody was told: go and fetch somebody.</source>
            <translation>没有人收到通知：请当面去叫人。</translation>
        </message>
        <message>
            <source>Leave the parcel where it is and tell a supervisor.</source>
            <translation>包裹留在原处，并告知主管。</translation>
        </message>
        <message>
            <source>The item is still wanted: pack it, or call a supervisor.</source>
            <translation>该商品仍需装箱：请装入，或叫主管。</translation>
        </message>
        <message>
            <source>The parcel waits for its courier again: hand it over once more.</source>
            <translation>包裹又回到待交接状态：请再次交接。</translation>
        </message>
        <message>
            <source>Sign in again while the hub can be reached.</source>
            <translation>请在能连上中心时重新登录。</translation>
        </message>
        <message>
            <source>The hub does not have this order: enter it again.</source>
            <translation>中心没有这张订单：请重新录入。</translation>
        </message>
        <message>
            <source>The parcel is still open: scan its number, or tell a supervisor.</source>
            <translation>包裹仍未封箱：请扫它的编号，或告知主管。</translation>
        </message>
        <message>
            <source>Ask somebody who may.</source>
            <translation>请找有权限的人处理。</translation>
        </message>
        <message>
            <source>Have the hold lifted, then do it again.</source>
            <translation>请先解除挂起，再重做一次。</translation>
        </message>
        <message>
            <source>Correct the price, or have it approved.</source>
            <translation>请改正价格，或请人批准。</translation>
        </message>
        <message>
            <source>Let the rest wait as a back-order, or look why it is short.</source>
            <translation>其余可转为缺货单等待，或查看为何缺货。</translation>
        </message>
        <message>
            <source>Receive the transfer first, or cancel it if it has not left; then split the order.</source>
            <translation>请先收货该调拨单，未发出的可先取消，然后再拆分订单。</translation>
        </message>
        <message>
            <source>Nothing is to be done: it has left already.</source>
            <translation>无需处理：货已离开。</translation>
        </message>
        <message>
            <source>The order stands as it did before: look at it, and do it again if it is still wanted.</source>
            <translation>订单保持原样：请查看，如仍需要请重做一次。</translation>
        </message>
        <message>
            <source>Do it again if it is still wanted.</source>
            <translation>如仍需要，请重做一次。</translation>
        </message>
    </context>
    <context>
        <name>Node</name>
        <message>
            <source>Pending review</source>
            <translation>待审核</translation>
        </message>
        <message>
            <source>Credit review</source>
            <translation>信用审核中</translation>
        </message>
        <message>
            <source>Stock locked</source>
            <translation>已锁库</translation>
        </message>
        <message>
            <source>Allocated</source>
            <translation>已分仓</translation>
        </message>
        <message>
            <source>Picking</source>
            <translation>拣货中</translation>
        </message>
        <message>
            <source>Packed</source>
            <translation>已打包</translation>
        </message>
        <message>
            <source>Staged</source>
            <translation>待装车</translation>
        </message>
        <message>
            <source>In transit</source>
            <translation>在途</translation>
        </message>
        <message>
            <source>Delivered</source>
            <translation>已签收</translation>
        </message>
        <message>
            <source>Delivery exception</source>
            <translation>签收异常</translation>
        </message>
        <message>
            <source>Returning</source>
            <translation>退货中</translation>
        </message>
        <message>
            <source>Closed</source>
            <translation>已关闭</translation>
        </message>
    </context>
    <context>
        <name>NotesPage</name>
        <message>
            <source>Write a note; @ asks somebody to look</source>
            <translation>写备注；用 @ 请某人查看</translation>
        </message>
        <message>
            <source>Add note</source>
            <translation>加备注</translation>
        </message>
        <message>
            <source>No notes yet</source>
            <translation>还没有备注</translation>
        </message>
    </context>
    <context>
        <name>Notices</name>
        <message>
            <source>Notes</source>
            <translation>通知</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>已办</translation>
        </message>
        <message>
            <source>Nothing waits for you</source>
            <translation>没有等您处理的事</translation>
        </message>
    </context>
    <context>
        <name>OrderActions</name>
        <message>
            <source>Put on hold</source>
            <extracomment>What somebody typed into a sheet and left, by deed and order: it is there when the sheet is opened again.</extracomment>
            <translation>挂起</translation>
        </message>
        <message>
            <source>More</source>
            <translation>更多</translation>
        </message>
        <message>
            <source>{who} asked to wait</source>
            <translation>{who} 要求暂缓</translation>
        </message>
        <message>
            <source>This can no longer be taken back</source>
            <translation>现在已无法撤回</translation>
        </message>
    </context>
    <context>
        <name>OrderChips</name>
        <message>
            <source>All</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>My orders</source>
            <translation>我的订单</translation>
        </message>
        <message>
            <source>More statuses</source>
            <translation>更多状态</translation>
        </message>
    </context>
    <context>
        <name>OrderFacts</name>
        <message>
            <source>1 line</source>
            <translation>1 行</translation>
        </message>
        <message>
            <source>{n} lines</source>
            <translation>{n} 行</translation>
        </message>
        <message>
            <source>Waiting for the hub</source>
            <translation>等待中心确认</translation>
        </message>
        <message>
            <source>On hold</source>
            <translation>挂起</translation>
        </message>
        <message>
            <source>{reason} · until {at}</source>
            <translation>{reason} · 至 {at}</translation>
        </message>
        <message>
            <source>Ship to</source>
            <translation>收货</translation>
        </message>
        <message>
            <source>Courier</source>
            <translation>承运</translation>
        </message>
        <message>
            <source> and {n} more</source>
            <translation> 等另 {n} 张</translation>
        </message>
        <message>
            <source>Latest scan</source>
            <translation>最新轨迹</translation>
        </message>
        <message>
            <source>Promised</source>
            <translation>承诺</translation>
        </message>
        <message>
            <source>Payment</source>
            <translation>收款</translation>
        </message>
        <message>
            <source>{how} · {state}</source>
            <translation>{how} · {state}</translation>
        </message>
        <message>
            <source>Worth</source>
            <translation>货值</translation>
        </message>
        <message>
            <source>Comes from</source>
            <translation>退货人</translation>
        </message>
        <message>
            <source>Open {no}</source>
            <translation>打开 {no}</translation>
        </message>
        <message>
            <source>Ordered</source>
            <translation>订购金额</translation>
        </message>
        <message>
            <source>Closed</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>{text} · waiting</source>
            <translation>{text} · 待确认</translation>
        </message>
    </context>
    <context>
        <name>OrderList</name>
        <message>
            <source>Order</source>
            <translation>订单号</translation>
        </message>
        <message>
            <source>Customer</source>
            <translation>客户</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Amount (¥)</source>
            <translation>金额 (¥)</translation>
        </message>
        <message>
            <source>Lines</source>
            <translation>行</translation>
        </message>
        <message>
            <source>Promised</source>
            <translation>承诺送达</translation>
        </message>
        <message>
            <source>On time</source>
            <translation>准时</translation>
        </message>
        <message>
            <source>Courier</source>
            <translation>物流</translation>
        </message>
        <message>
            <source>Updated</source>
            <translation>更新</translation>
        </message>
    </context>
    <context>
        <name>OrderPanel</name>
        <message>
            <source>Copy the order number</source>
            <translation>复制订单号</translation>
        </message>
        <message>
            <source>Notes</source>
            <extracomment>Who moves along the list asks the hub of no order that he does not stay at.</extracomment>
            <translation>备注</translation>
        </message>
        <message>
            <source>Timeline</source>
            <translation>时间线</translation>
        </message>
        <message>
            <source>Lines</source>
            <translation>明细</translation>
        </message>
        <message>
            <source>Logistics</source>
            <translation>物流</translation>
        </message>
        <message>
            <source>Trace</source>
            <translation>追踪日志</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>已办</translation>
        </message>
        <message>
            <source>Order number copied</source>
            <translation>订单号已复制</translation>
        </message>
    </context>
    <context>
        <name>OrdersRoom</name>
        <message>
            <source>Orders</source>
            <extracomment>Moving along the list opens each order only when one stays on it. What a key does to the order that is open; whether it did something.</extracomment>
            <translation>订单</translation>
        </message>
        <message>
            <source>New order</source>
            <translation>新建订单</translation>
        </message>
        <message>
            <source>Next or previous order</source>
            <translation>上/下一单</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Filter</source>
            <translation>筛选</translation>
        </message>
        <message>
            <source>Select</source>
            <translation>选中</translation>
        </message>
        <message>
            <source>What can be done with the order</source>
            <translation>订单可用操作</translation>
        </message>
        <message>
            <source>{first}–{last} of {count}</source>
            <translation>第 {first}–{last} 行，共 {count}</translation>
        </message>
        <message>
            <source>Previous or next status</source>
            <translation>上/下一个状态</translation>
        </message>
        <message>
            <source>Close the order, then clear the filter</source>
            <translation>关闭订单，再清除筛选</translation>
        </message>
        <message>
            <source>Refresh</source>
            <translation>刷新</translation>
        </message>
        <message>
            <source>Export the list, or what is selected</source>
            <translation>导出列表或选中的订单</translation>
        </message>
    </context>
    <context>
        <name>OutcomeBox</name>
        <message>
            <source>{customer} · {amount} · written down {at}</source>
            <translation>{customer} · {amount} · {at} 已记下</translation>
        </message>
        <message>
            <source>Show the order</source>
            <translation>查看订单</translation>
        </message>
        <message>
            <source>{what}: the hub is checking</source>
            <translation>{what}：中心正在检查</translation>
        </message>
    </context>
    <context>
        <name>PeopleRoom</name>
        <message>
            <source>People</source>
            <translation>用户</translation>
        </message>
        <message>
            <source>Workstations</source>
            <translation>工作站</translation>
        </message>
        <message>
            <source>New workstation</source>
            <translation>新工作站</translation>
        </message>
        <message>
            <source>Revoke</source>
            <translation>停用</translation>
        </message>
        <message>
            <source>Switch off</source>
            <translation>停用</translation>
        </message>
        <message>
            <source>Switch on</source>
            <translation>启用</translation>
        </message>
        <message>
            <source>New person</source>
            <translation>新用户</translation>
        </message>
        <message>
            <source>Roles</source>
            <translation>角色</translation>
        </message>
        <message>
            <source>New password</source>
            <translation>新密码</translation>
        </message>
        <message>
            <source>New PIN</source>
            <translation>新 PIN</translation>
        </message>
        <message>
            <source>Badge</source>
            <translation>工牌</translation>
        </message>
        <message>
            <source>End sign-in</source>
            <translation>结束登录</translation>
        </message>
        <message>
            <source>{name} works for other companies too: changed at a workstation of all companies, or with “orderdesk-hub user”</source>
            <translation>{name} 也为其他公司工作：请在面向所有公司的工作站上更改，或使用“orderdesk-hub user”</translation>
        </message>
        <message>
            <source>People and workstations</source>
            <translation>用户与工作站</translation>
        </message>
        <message>
            <source>Refresh</source>
            <translation>刷新</translation>
        </message>
        <message>
            <source>Next, previous row</source>
            <translation>下一行、上一行</translation>
        </message>
        <message>
            <source>Next part</source>
            <translation>下一部分</translation>
        </message>
        <message>
            <source>The other list, from the tabs</source>
            <translation>在标签上切换列表</translation>
        </message>
    </context>
    <context>
        <name>PersonSheet</name>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>New person</source>
            <translation>新用户</translation>
        </message>
        <message>
            <source>A password is made up, and a PIN where there is a badge: both are shown once.</source>
            <translation>系统生成密码；有工牌时还生成 PIN：都只显示一次。</translation>
        </message>
        <message>
            <source>Scan it here, or leave it empty</source>
            <translation>在此扫描，或留空</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>姓名</translation>
        </message>
        <message>
            <source>as others see it</source>
            <translation>别人看到的名字</translation>
        </message>
        <message>
            <source>Login</source>
            <translation>登录名</translation>
        </message>
        <message>
            <source>what is typed to sign in</source>
            <translation>登录时输入</translation>
        </message>
        <message>
            <source>Badge</source>
            <translation>工牌</translation>
        </message>
        <message>
            <source>Name and login are needed</source>
            <translation>请填写姓名和登录名</translation>
        </message>
        <message>
            <source>Tick at least one role</source>
            <translation>请至少勾选一个角色</translation>
        </message>
    </context>
    <context>
        <name>PhotoDialog</name>
        <message>
            <source>Previous</source>
            <translation>上一张</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>下一张</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Photo {n} of {count}</source>
            <translation>照片 {n}/{count}</translation>
        </message>
        <message>
            <source>Photo</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Asking the hub…</source>
            <translation>正在向中心取图…</translation>
        </message>
        <message>
            <source>It cannot be shown here: a paper, or a photo that has not arrived at the hub yet</source>
            <translation>这里无法显示：是文件，或照片尚未传到中心</translation>
        </message>
    </context>
    <context>
        <name>PhotoStrip</name>
        <message>
            <source>Photos</source>
            <translation>照片</translation>
        </message>
    </context>
    <context>
        <name>Pill</name>
        <message>
            <source>Status: {node}</source>
            <translation>状态：{node}</translation>
        </message>
    </context>
    <context>
        <name>PlaceRoom</name>
        <message>
            <source>Link</source>
            <translation>连接</translation>
        </message>
        <message>
            <source>Hub</source>
            <translation>中心</translation>
        </message>
        <message>
            <source>Heard from the hub</source>
            <translation>上次收到中心消息</translation>
        </message>
        <message>
            <source>Data as of</source>
            <translation>数据截至</translation>
        </message>
        <message>
            <source>Waits to be sent</source>
            <translation>待上传</translation>
        </message>
        <message>
            <source>Changes taken in</source>
            <translation>已接收变更</translation>
        </message>
        <message>
            <source>{n} of {m}</source>
            <translation>{n} / {m}</translation>
        </message>
        <message>
            <source>Last comparison</source>
            <translation>上次核对</translation>
        </message>
        <message>
            <source>Hub of this computer</source>
            <translation>本机的中心</translation>
        </message>
        <message>
            <source>runs from {folder}</source>
            <translation>文件夹 {folder}</translation>
        </message>
        <message>
            <source>Last trouble</source>
            <translation>上次异常</translation>
        </message>
        <message>
            <source>Nothing</source>
            <translation>无</translation>
        </message>
        <message>
            <source>{n}, the oldest for {time}</source>
            <translation>{n} 条，最早的已等 {time}</translation>
        </message>
        <message>
            <source>None yet</source>
            <translation>尚未核对</translation>
        </message>
        <message>
            <source>{at}: the same as at the hub</source>
            <translation>{at}：与中心一致</translation>
        </message>
        <message>
            <source>{at}: differed, everything was fetched anew</source>
            <translation>{at}：有差异，已重新取回全部数据</translation>
        </message>
        <message>
            <source>{at}: differs in {kinds}</source>
            <translation>{at}：有差异（{kinds}）</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>Device code</source>
            <translation>设备编码</translation>
        </message>
        <message>
            <source>Seat</source>
            <translation>岗位类型</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>协议版本</translation>
        </message>
        <message>
            <source>System</source>
            <translation>系统</translation>
        </message>
        <message>
            <source>Compare with the hub</source>
            <translation>与中心核对</translation>
        </message>
        <message>
            <source>Program of the hub</source>
            <translation>中心程序版本</translation>
        </message>
        <message>
            <source>Clock of this computer</source>
            <translation>本机时钟</translation>
        </message>
        <message>
            <source>{there}, the same as here</source>
            <translation>{there}，与本机相同</translation>
        </message>
        <message>
            <source>{there}, newer than {here} here: they work together; update OrderDesk here when it suits</source>
            <translation>{there}，比本机 {here} 新：可以一起使用；方便时请更新本机的 OrderDesk</translation>
        </message>
        <message>
            <source>{there}, older than {here} here: they work together; have the hub updated</source>
            <translation>{there}，比本机 {here} 旧：可以一起使用；请安排更新中心</translation>
        </message>
        <message>
            <source>{time} ahead of the hub's: have it set</source>
            <translation>比中心快 {time}：请校准</translation>
        </message>
        <message>
            <source>{time} behind the hub's: have it set</source>
            <translation>比中心慢 {time}：请校准</translation>
        </message>
        <message>
            <source>Copy a report</source>
            <translation>复制诊断信息</translation>
        </message>
        <message>
            <source>Free software; the licence is in the file LICENSE</source>
            <translation>自由软件，许可见 LICENSE 文件</translation>
        </message>
        <message>
            <source>How everything stands</source>
            <translation>运行状况</translation>
        </message>
        <message>
            <source>as the hub sees it</source>
            <translation>以中心所见为准</translation>
        </message>
        <message>
            <source>Sync with the hub</source>
            <translation>与中心同步</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>for this workstation only</source>
            <translation>仅对本工作站生效</translation>
        </message>
        <message>
            <source>About OrderDesk</source>
            <translation>关于 OrderDesk</translation>
        </message>
        <message>
            <source>Comparing…</source>
            <translation>正在核对…</translation>
        </message>
        <message>
            <source>Compared as soon as the hub is back</source>
            <translation>中心恢复后就核对</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>Look</source>
            <translation>外观</translation>
        </message>
        <message>
            <source>Compact</source>
            <translation>紧凑</translation>
        </message>
        <message>
            <source>Standard</source>
            <translation>标准</translation>
        </message>
        <message>
            <source>Comfortable</source>
            <translation>宽松</translation>
        </message>
        <message>
            <source>Rows</source>
            <translation>行高</translation>
        </message>
        <message>
            <source>Set up…</source>
            <translation>设置…</translation>
        </message>
        <message>
            <source>Set up the scanner</source>
            <translation>设置扫码枪</translation>
        </message>
        <message>
            <source>Scanner</source>
            <translation>扫码枪</translation>
        </message>
        <message>
            <source>Sound</source>
            <translation>声音</translation>
        </message>
        <message>
            <source>Setup</source>
            <translation>本机</translation>
        </message>
    </context>
    <context>
        <name>Program</name>
        <message>
            <source>Office 1</source>
            <translation>办公台 1</translation>
        </message>
        <message>
            <source>The hub answers, version {n}</source>
            <translation>已找到中心，版本 {n}</translation>
        </message>
    </context>
    <context>
        <name>Refusal</name>
        <message>
            <source>You may not do this here</source>
            <translation>您在这里没有此权限</translation>
        </message>
        <message>
            <source>This belongs to another company than this workstation</source>
            <translation>这属于另一家公司，不属于本工作站的公司</translation>
        </message>
        <message>
            <source>These goods lie in another warehouse than this bench</source>
            <translation>这些货在其他仓库，不在本打包台所在的仓库</translation>
        </message>
        <message>
            <source>The amount is too large</source>
            <translation>金额过大</translation>
        </message>
        <message>
            <source>“{text}” has more decimals than money has</source>
            <translation>「{text}」的小数位太多</translation>
        </message>
        <message>
            <source>“{text}” is not an amount</source>
            <translation>「{text}」不是金额</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} has already been handed over</source>
            <translation>包裹 {parcel_no} 已交接</translation>
        </message>
        <message>
            <source>Order {order_no} is already packed</source>
            <translation>订单 {order_no} 已打包</translation>
        </message>
        <message>
            <source>The exception bin is only for stopped parcels</source>
            <translation>异常箱只放停下的包裹</translation>
        </message>
        <message>
            <source>Waybill {waybill_no} is on parcel {parcel_no}</source>
            <translation>运单 {waybill_no} 已绑在包裹 {parcel_no} 上</translation>
        </message>
        <message>
            <source>This card does nothing now</source>
            <translation>这张命令卡现在不能用</translation>
        </message>
        <message>
            <source>The number {scanned} is damaged: scan again or type it</source>
            <translation>号码 {scanned} 残缺：请重扫或手工输入</translation>
        </message>
        <message>
            <source>Finish order {order_no} first, or set it aside</source>
            <translation>请先打完订单 {order_no}，或先搁置</translation>
        </message>
        <message>
            <source>Waybill {waybill_no} belongs to order {order_no}</source>
            <translation>运单 {waybill_no} 属于订单 {order_no}</translation>
        </message>
        <message>
            <source>Items are still missing in the parcel</source>
            <translation>包裹里还有商品没装</translation>
        </message>
        <message>
            <source>{n} of {all} parcels stay here: {reason}</source>
            <translation>{all} 个包裹中 {n} 个留下：{reason}</translation>
        </message>
        <message>
            <source>The code was not read cleanly: scan it again</source>
            <translation>没读清楚：请再扫一次</translation>
        </message>
        <message>
            <source>Order {order_no} has no courier yet: call a supervisor</source>
            <translation>订单 {order_no} 还没有快递：请叫主管</translation>
        </message>
        <message>
            <source>No courier waybill here: scan the parcel's own number</source>
            <translation>这里不用快递面单：请扫包裹号</translation>
        </message>
        <message>
            <source>Order {order_no} is not ready to be packed</source>
            <translation>订单 {order_no} 还不能打包</translation>
        </message>
        <message>
            <source>Only the exception bin or a supervisor's badge goes on</source>
            <translation>只有异常箱或主管工牌才能继续</translation>
        </message>
        <message>
            <source>There is nothing to undo</source>
            <translation>没有可撤销的操作</translation>
        </message>
        <message>
            <source>This waybill is of another courier</source>
            <translation>这张面单是另一家快递的</translation>
        </message>
        <message>
            <source>Order {order_no} is packed in another warehouse</source>
            <translation>订单 {order_no} 由另一个仓库打包</translation>
        </message>
        <message>
            <source>Waybill {issued} was issued for this parcel</source>
            <translation>此包裹应贴运单 {issued}</translation>
        </message>
        <message>
            <source>{sku_code} {name}: no more are wanted</source>
            <translation>{sku_code} {name}：已经够数</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} is void</source>
            <translation>包裹 {parcel_no} 已作废</translation>
        </message>
        <message>
            <source>Scan the barcode on {sku_code} {name} itself, not the code on its shelf</source>
            <translation>请扫 {sku_code} {name} 本身的条码，不是货架上的编码</translation>
        </message>
        <message>
            <source>Scan a parcel or an order first</source>
            <translation>请先扫包裹或订单</translation>
        </message>
        <message>
            <source>Scan the serial number of {sku_code} first</source>
            <translation>请先扫 {sku_code} 的序列号</translation>
        </message>
        <message>
            <source>This item is counted by its serial numbers, one by one</source>
            <translation>此商品按序列号逐件扫描</translation>
        </message>
        <message>
            <source>Serial number {serial} has been scanned already</source>
            <translation>序列号 {serial} 已扫过</translation>
        </message>
        <message>
            <source>Finish or close the sheet first, then scan again</source>
            <translation>请先完成或关闭弹出的窗口，再重新扫描</translation>
        </message>
        <message>
            <source>Stopped: put the parcel into the exception bin and scan the bin</source>
            <translation>已停：请把包裹放进异常箱并扫箱码</translation>
        </message>
        <message>
            <source>{sku_code} {name}: {n} were typed, {wanted} is wanted</source>
            <translation>{sku_code} {name}：输入了 {n}，只要 {wanted}</translation>
        </message>
        <message>
            <source>Quantities of this item are not typed</source>
            <translation>此商品不能输入数量</translation>
        </message>
        <message>
            <source>Nobody here has this badge</source>
            <translation>没有人用这张工牌</translation>
        </message>
        <message>
            <source>{scanned} is not known here</source>
            <translation>这里不认识 {scanned}</translation>
        </message>
        <message>
            <source>Number {scanned} is not known at this bench</source>
            <translation>本台没有号码 {scanned}</translation>
        </message>
        <message>
            <source>Barcode {scanned} is of no item</source>
            <translation>条码 {scanned} 不是任何商品</translation>
        </message>
        <message>
            <source>Waybill {waybill_no} is void</source>
            <translation>运单 {waybill_no} 已作废</translation>
        </message>
        <message>
            <source>{sku_code} {name} does not belong to this order</source>
            <translation>{sku_code} {name} 不属于此单</translation>
        </message>
        <message>
            <source>The hub could not read this: tell the administrator</source>
            <translation>中心读不懂这条操作：请告诉管理员</translation>
        </message>
        <message>
            <source>The hub does not know this yet: update OrderDesk</source>
            <translation>中心还不认识这项操作：请更新程序</translation>
        </message>
        <message>
            <source>There are several companies: {known}</source>
            <translation>有多家公司：{known}</translation>
        </message>
        <message>
            <source>A code is 1 to {longest} letters, digits, dots and dashes</source>
            <translation>代码须为 1 到 {longest} 个字母、数字、点或横线</translation>
        </message>
        <message>
            <source>Nobody administers this hub yet</source>
            <translation>此中心还没有管理员</translation>
        </message>
        <message>
            <source>A company needs a warehouse</source>
            <translation>公司至少要有一个仓库</translation>
        </message>
        <message>
            <source>There is a company {company} already</source>
            <translation>公司 {company} 已存在</translation>
        </message>
        <message>
            <source>Something is missing at {where}</source>
            <translation>{where} 还有内容没有填写</translation>
        </message>
        <message>
            <source>This company is not known</source>
            <translation>没有这个公司</translation>
        </message>
        <message>
            <source>{customer} is no longer served</source>
            <translation>客户 {customer} 已停用</translation>
        </message>
        <message>
            <source>The courier reports when order {order_no} is delivered</source>
            <translation>订单 {order_no} 的签收由快递上报</translation>
        </message>
        <message>
            <source>Order {order_no} is paid on delivery: enter what was collected</source>
            <translation>订单 {order_no} 货到付款：请填写实收金额</translation>
        </message>
        <message>
            <source>This has not happened yet: look at the time</source>
            <translation>时间还没到：请检查时间</translation>
        </message>
        <message>
            <source>The courier has said something later about order {order_no}</source>
            <translation>订单 {order_no} 已有更晚的快递消息</translation>
        </message>
        <message>
            <source>Nothing is to be collected for order {order_no}</source>
            <translation>订单 {order_no} 无需代收货款</translation>
        </message>
        <message>
            <source>The hub does not know this workstation</source>
            <translation>中心不认识这台工作站</translation>
        </message>
        <message>
            <source>Somebody has changed this meanwhile ({field}): look at order {order_no} again</source>
            <translation>此处已被他人修改（{field}）：请重新查看订单 {order_no}</translation>
        </message>
        <message>
            <source>Nothing was changed</source>
            <translation>没有任何修改</translation>
        </message>
        <message>
            <source>Too many wrong codes: wait ten minutes</source>
            <translation>输错次数太多:请等十分钟</translation>
        </message>
        <message>
            <source>The hold would be over already: choose a later time</source>
            <translation>挂起时间已过：请选择更晚的时间</translation>
        </message>
        <message>
            <source>The hold on order {order_no} has been lifted already</source>
            <translation>订单 {order_no} 的挂起已被解除</translation>
        </message>
        <message>
            <source>Only {role} or a supervisor lifts this hold</source>
            <translation>只有{role}或主管可以解除此挂起</translation>
        </message>
        <message>
            <source>Order {order_no} is on hold for this already: {reason}</source>
            <translation>订单 {order_no} 已因此挂起：{reason}</translation>
        </message>
        <message>
            <source>The goods of order {order_no} have left: it cannot be put on hold</source>
            <translation>订单 {order_no} 的货物已发出：无法挂起</translation>
        </message>
        <message>
            <source>Order {order_no} has no such hold</source>
            <translation>订单 {order_no} 没有此挂起</translation>
        </message>
        <message>
            <source>This code is not valid, has been used or has expired: ask the administrator for a new one</source>
            <translation>接入码无效、已用过或已过期：请管理员给一个新的</translation>
        </message>
        <message>
            <source>The program could not do this: scan again, or call a supervisor</source>
            <translation>程序没能完成这一步：请重新扫描，或叫主管</translation>
        </message>
        <message>
            <source>{sku_code} {name}: a carton holds {n}, wanted: {wanted}</source>
            <translation>{sku_code} {name}：一箱 {n} 件，只需 {wanted}</translation>
        </message>
        <message>
            <source>The hub did not accept it: {reason}</source>
            <translation>中心没有接受：{reason}</translation>
        </message>
        <message>
            <source>The hub does not know this workstation any more: ask the administrator for a new code</source>
            <translation>中心已不认识这台工作站：请管理员给一个新的接入码</translation>
        </message>
        <message>
            <source>Say why order {order_no} may go out unpaid</source>
            <translation>请说明订单 {order_no} 为何可以未付款发货</translation>
        </message>
        <message>
            <source>The hub cannot be reached: look at the network, it goes on by itself</source>
            <translation>连不上中心：请检查网络，通了会自动接上</translation>
        </message>
        <message>
            <source>This program ({here}) is too old for the hub ({there}): update OrderDesk here. What was said here is kept</source>
            <translation>本机程序（{here}）比中心（{there}）旧：请更新本机的 OrderDesk。已录入的都留着</translation>
        </message>
        <message>
            <source>The hub ({there}) is too old for this program ({here}): have it updated. What was said here is kept</source>
            <translation>中心（{there}）比本机程序（{here}）旧：请让管理员更新中心。已录入的都留着</translation>
        </message>
        <message>
            <source>Hub and program do not understand each other: have both updated to the same version</source>
            <translation>中心和本机程序版本不合：请把两边更新到同一版本</translation>
        </message>
        <message>
            <source>{n} things said here still wait for {hub} and can be sent to no other: connect to it first, or use another folder</source>
            <translation>还有 {n} 条要传给 {hub}，不能传给别的中心：请先连上它，或换一个文件夹启动</translation>
        </message>
        <message>
            <source>The item does not belong to order {order_no}</source>
            <translation>此商品不属于订单 {order_no}</translation>
        </message>
        <message>
            <source>The item is not in parcel {parcel_no}</source>
            <translation>包裹 {parcel_no} 里没有此商品</translation>
        </message>
        <message>
            <source>Order {order_no} does not lack so much of this</source>
            <translation>订单 {order_no} 的该商品没有缺这么多</translation>
        </message>
        <message>
            <source>This serial number is already in parcel {parcel_no}</source>
            <translation>该序列号已在包裹 {parcel_no} 中</translation>
        </message>
        <message>
            <source>Order {order_no} needs no more of this</source>
            <translation>订单 {order_no} 不再需要更多此商品</translation>
        </message>
        <message>
            <source>This job is not waiting for anybody</source>
            <translation>这项任务不在等人处理</translation>
        </message>
        <message>
            <source>Order {order_no} is still open: its receiver is needed</source>
            <translation>订单 {order_no} 尚未结束，仍需收货人信息</translation>
        </message>
        <message>
            <source>There is no customer {customer}</source>
            <translation>没有客户 {customer}</translation>
        </message>
        <message>
            <source>The hub does not know this carrier</source>
            <translation>中心不认识这家承运商</translation>
        </message>
        <message>
            <source>The hub does not know this case</source>
            <translation>中心不认识这个个案</translation>
        </message>
        <message>
            <source>The hub does not know this change request</source>
            <translation>中心不认识这个变更</translation>
        </message>
        <message>
            <source>The hub does not know this connection</source>
            <translation>中心不认识这个连接</translation>
        </message>
        <message>
            <source>The hub does not know this parcel: what was done with it did not count</source>
            <translation>中心不认识这个包裹：对它所做的没有算数</translation>
        </message>
        <message>
            <source>The hub does not know this price list</source>
            <translation>中心不认识这个价目表</translation>
        </message>
        <message>
            <source>The hub does not know this article</source>
            <translation>中心不认识这个商品</translation>
        </message>
        <message>
            <source>The hub does not know this waybill</source>
            <translation>中心不认识这个运单</translation>
        </message>
        <message>
            <source>There is no order {order_no}</source>
            <translation>没有订单 {order_no}</translation>
        </message>
        <message>
            <source>Several companies have an order {order_no}</source>
            <translation>多个公司都有订单 {order_no}</translation>
        </message>
        <message>
            <source>This job is not known</source>
            <translation>没有这项任务</translation>
        </message>
        <message>
            <source>Line {line}: more of {sku} is on its way already</source>
            <translation>第 {line} 行：{sku} 已发出的数量多于此数</translation>
        </message>
        <message>
            <source>Order {order_no} has no such line</source>
            <translation>订单 {order_no} 没有此行</translation>
        </message>
        <message>
            <source>Line {line}: {sku} is not sold by {unit}</source>
            <translation>第 {line} 行：{sku} 不按「{unit}」出售</translation>
        </message>
        <message>
            <source>Something is still missing for this step</source>
            <translation>这一步的条件还不满足</translation>
        </message>
        <message>
            <source>The order has moved on: this is no longer possible</source>
            <translation>订单状态已变：不能再这样操作</translation>
        </message>
        <message>
            <source>This note is written already</source>
            <translation>该备注已保存</translation>
        </message>
        <message>
            <source>A note that mentions somebody needs an id of its own</source>
            <translation>提及他人的备注需要自己的编号</translation>
        </message>
        <message>
            <source>Sign in to write a note</source>
            <translation>请先登录再写备注</translation>
        </message>
        <message>
            <source>This workstation has no valid code</source>
            <translation>本工作站的编码无效</translation>
        </message>
        <message>
            <source>No more numbers today</source>
            <translation>今天的号码已用完</translation>
        </message>
        <message>
            <source>The clock of this computer is wrong</source>
            <translation>这台电脑的时钟不对</translation>
        </message>
        <message>
            <source>No more workstations can be enrolled</source>
            <translation>不能再接入更多工作站</translation>
        </message>
        <message>
            <source>{order_no} is not an order number</source>
            <translation>{order_no} 不是订单号</translation>
        </message>
        <message>
            <source>Order {order_no} exists already</source>
            <translation>订单 {order_no} 已存在</translation>
        </message>
        <message>
            <source>Order {order_no} is on hold: {reason}</source>
            <translation>订单 {order_no} 已挂起：{reason}</translation>
        </message>
        <message>
            <source>Order {order_no} needs at least one line: cancel it instead</source>
            <translation>订单 {order_no} 至少需要一行：请改为取消订单</translation>
        </message>
        <message>
            <source>Order {order_no} is not paid yet</source>
            <translation>订单 {order_no} 还未付清</translation>
        </message>
        <message>
            <source>Order number {order_no} is taken</source>
            <translation>订单号 {order_no} 已被占用</translation>
        </message>
        <message>
            <source>Name the order that this one follows from</source>
            <translation>请填写原订单</translation>
        </message>
        <message>
            <source>The original order is not one of this customer</source>
            <translation>原订单不是该客户的订单</translation>
        </message>
        <message>
            <source>The parcels of order {order_no} have changed: look at it again</source>
            <translation>订单 {order_no} 的包裹已变动：请重新查看</translation>
        </message>
        <message>
            <source>Order {order_no} cannot end like this now</source>
            <translation>订单 {order_no} 现在不能以此原因关闭</translation>
        </message>
        <message>
            <source>Order {order_no} is released already: ask for a change instead</source>
            <translation>订单 {order_no} 已下发：请改为提交变更申请</translation>
        </message>
        <message>
            <source>Order {order_no} sends no goods</source>
            <translation>订单 {order_no} 不发货</translation>
        </message>
        <message>
            <source>{source_order_no} was entered already as {order_no}</source>
            <translation>{source_order_no} 已录入为 {order_no}</translation>
        </message>
        <message>
            <source>A port is a number from {first} to {last}</source>
            <translation>端口是 {first} 到 {last} 之间的数字</translation>
        </message>
        <message>
            <source>Cancelled; nothing was made</source>
            <translation>已取消，什么都没有留下</translation>
        </message>
        <message>
            <source>A hub has its files in {folder} already: choose another folder, or connect to that hub</source>
            <translation>{folder} 里已经有一个中心：请换一个文件夹，或直接连接那个中心</translation>
        </message>
        <message>
            <source>Nothing can be written into {folder} ({why}): choose another folder</source>
            <translation>{folder} 写不进去（{why}）：请换一个文件夹</translation>
        </message>
        <message>
            <source>The company could not be made: {why}</source>
            <translation>公司没有建成：{why}</translation>
        </message>
        <message>
            <source>The hub of this computer does not start: {why}. Its log is {log}</source>
            <translation>本机的中心启动不了：{why}。日志在 {log}</translation>
        </message>
        <message>
            <source>Another program has port {port}: choose another number</source>
            <translation>端口 {port} 已被别的程序占用：请换一个号码</translation>
        </message>
        <message>
            <source>{parcel_no} is not a parcel number</source>
            <translation>{parcel_no} 不是包裹号</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} still bears a waybill</source>
            <translation>包裹 {parcel_no} 上仍绑定着运单</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} is empty</source>
            <translation>包裹 {parcel_no} 是空的</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} exists already</source>
            <translation>包裹 {parcel_no} 已存在</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} is no longer here</source>
            <translation>包裹 {parcel_no} 已不在这里</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} bears no waybill</source>
            <translation>包裹 {parcel_no} 还没有运单</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} is not closed</source>
            <translation>包裹 {parcel_no} 还没封箱</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} is not empty</source>
            <translation>包裹 {parcel_no} 不是空的</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} is not open</source>
            <translation>包裹 {parcel_no} 没有打开</translation>
        </message>
        <message>
            <source>Parcel number {parcel_no} is taken</source>
            <translation>包裹号 {parcel_no} 已被占用</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} goes with another courier</source>
            <translation>包裹 {parcel_no} 走另一家快递</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} holds goods of other orders</source>
            <translation>包裹 {parcel_no} 里有别的订单的货</translation>
        </message>
        <message>
            <source>Parcel {parcel_no} stands in another warehouse</source>
            <translation>包裹 {parcel_no} 在另一个仓库</translation>
        </message>
        <message>
            <source>The password is too short</source>
            <translation>密码太短</translation>
        </message>
        <message>
            <source>{file} is neither a photo (JPEG, PNG, WebP) nor a PDF</source>
            <translation>{file} 既不是照片（JPEG、PNG、WebP）也不是 PDF</translation>
        </message>
        <message>
            <source>The photo is too large: up to {mib} MiB</source>
            <translation>照片过大：最多 {mib} MiB</translation>
        </message>
        <message>
            <source>{file} cannot be read</source>
            <translation>无法读取 {file}</translation>
        </message>
        <message>
            <source>This photo is not known</source>
            <translation>没有这张照片</translation>
        </message>
        <message>
            <source>The PIN is too short</source>
            <translation>PIN 太短</translation>
        </message>
        <message>
            <source>Not paid yet: this customer pays first</source>
            <translation>尚未付款：该客户须先付款</translation>
        </message>
        <message>
            <source>A price differs too much from the list</source>
            <translation>价格与价目表相差过大</translation>
        </message>
        <message>
            <source>Something went wrong in the program (report {n}); its log tells more</source>
            <translation>程序出了问题（报告 {n}），详情见日志</translation>
        </message>
        <message>
            <source>This computer does not trust the certificate of {host}: start the program once with --ca-bundle FILE</source>
            <translation>本机不信任 {host} 的证书：请用 --ca-bundle 证书文件 启动一次</translation>
        </message>
        <message>
            <source>The certificates in {file} cannot be read: start the program once with another --ca-bundle FILE</source>
            <translation>{file} 里的证书读不出来：请用别的 --ca-bundle 文件启动一次</translation>
        </message>
        <message>
            <source>This is no address: it looks like https://orderdesk.example:8443</source>
            <translation>这不是地址，应类似 https://orderdesk.example:8443</translation>
        </message>
        <message>
            <source>{host} does not answer: look at the network and the firewall</source>
            <translation>{host} 没有应答：请检查网络和防火墙</translation>
        </message>
        <message>
            <source>The hub is there but its database is not: try again in a minute</source>
            <translation>找到了中心，但它的数据库没就绪：请过一分钟再试</translation>
        </message>
        <message>
            <source>No hub runs at {host} under this port: look at the number, or have the hub started</source>
            <translation>{host} 的这个端口上没有中心：请核对端口，或先启动中心</translation>
        </message>
        <message>
            <source>Something else answers there: look at the port, and whether it is http or https</source>
            <translation>那里应答的不是中心：请核对端口，以及是 http 还是 https</translation>
        </message>
        <message>
            <source>There is no computer named {host} in this network</source>
            <translation>网络里找不到名为 {host} 的电脑</translation>
        </message>
        <message>
            <source>This quantity does not come out even in the base unit</source>
            <translation>此数量换算不成整数</translation>
        </message>
        <message>
            <source>A quantity must be more than nothing</source>
            <translation>数量必须大于零</translation>
        </message>
        <message>
            <source>{quantity} {base_unit} cannot be packed: this item comes in whole {base_unit}</source>
            <translation>{quantity} {base_unit}没法打包：该商品按整{base_unit}计</translation>
        </message>
        <message>
            <source>The quantity is too large</source>
            <translation>数量过大</translation>
        </message>
        <message>
            <source>“{text}” has too many decimals</source>
            <translation>「{text}」的小数位太多</translation>
        </message>
        <message>
            <source>“{text}” is not a quantity</source>
            <translation>「{text}」不是数量</translation>
        </message>
        <message>
            <source>Receipt {channel_no} does not wait any more</source>
            <translation>收款 {channel_no} 已不待确认</translation>
        </message>
        <message>
            <source>Receipt {channel_no} has been entered already</source>
            <translation>收款 {channel_no} 已登记过</translation>
        </message>
        <message>
            <source>Receipt {channel_no} cannot have come in later than now</source>
            <translation>收款 {channel_no} 的到账时间晚于现在</translation>
        </message>
        <message>
            <source>Nobody pays for order {order_no}: it is not a sale</source>
            <translation>订单 {order_no} 不是销售单，不收款</translation>
        </message>
        <message>
            <source>Order {order_no} is another customer's</source>
            <translation>订单 {order_no} 是别的客户的</translation>
        </message>
        <message>
            <source>Receipt {channel_no} is for other orders</source>
            <translation>收款 {channel_no} 对应的是别的订单</translation>
        </message>
        <message>
            <source>This receipt is not known</source>
            <translation>没有这笔收款</translation>
        </message>
        <message>
            <source>The goods of order {order_no} are being worked on: cancel or take back first</source>
            <translation>订单 {order_no} 的货物正在作业：请先取消或撤回</translation>
        </message>
        <message>
            <source>Say where the goods are to be set aside instead</source>
            <translation>请说明货物改锁到何处</translation>
        </message>
        <message>
            <source>Goods can only be set aside for a line of the same article</source>
            <translation>只能为相同商品的订单行锁库</translation>
        </message>
        <message>
            <source>Order {order_no} has no more than that set aside here</source>
            <translation>订单 {order_no} 在此锁定的数量没有这么多</translation>
        </message>
        <message>
            <source>Enter the refund with the last line that comes back</source>
            <translation>退款金额请在最后一行收货时填写</translation>
        </message>
        <message>
            <source>{sku} was sold for less than order {order_no} says</source>
            <translation>{sku} 的售价低于订单 {order_no} 所写的价格</translation>
        </message>
        <message>
            <source>More comes back than was sent</source>
            <translation>退回数量超过发货数量</translation>
        </message>
        <message>
            <source>This role is not known</source>
            <translation>没有这个角色</translation>
        </message>
        <message>
            <source>{scanned} has characters that no code of ours has</source>
            <translation>{scanned} 含有不可能的字符</translation>
        </message>
        <message>
            <source>Nothing was read: scan again</source>
            <translation>没有读到内容：请重扫</translation>
        </message>
        <message>
            <source>This is a web address, not a code</source>
            <translation>这是网址，不是条码</translation>
        </message>
        <message>
            <source>The code is too long: scan one label only</source>
            <translation>条码过长：请只扫一张标签</translation>
        </message>
        <message>
            <source>This command card is not known</source>
            <translation>不认识这张命令卡</translation>
        </message>
        <message>
            <source>A bench needs a warehouse</source>
            <translation>打包台需要一个仓库</translation>
        </message>
        <message>
            <source>This kind of place is not known</source>
            <translation>没有这种座位</translation>
        </message>
        <message>
            <source>Your sign-in was over when this was done: sign in and do it again</source>
            <translation>操作时登录已失效：请重新登录再做一次</translation>
        </message>
        <message>
            <source>This sign-in was not confirmed by the hub: sign in again</source>
            <translation>中心没有确认这次登录：请重新登录</translation>
        </message>
        <message>
            <source>The setting {name} cannot have this value: {why}</source>
            <translation>设置 {name} 不能取此值：{why}</translation>
        </message>
        <message>
            <source>Somebody has changed the setting {name} meanwhile: look at it again</source>
            <translation>设置 {name} 已被他人修改：请重新查看</translation>
        </message>
        <message>
            <source>Something of shipment {shipment_no} is packed already</source>
            <translation>发货单 {shipment_no} 已有商品装箱</translation>
        </message>
        <message>
            <source>This is all that is left of order {order_no}: there is nothing to split off</source>
            <translation>订单 {order_no} 只剩这些：没有可拆分的内容</translation>
        </message>
        <message>
            <source>Not everything of shipment {shipment_no} is packed</source>
            <translation>发货单 {shipment_no} 还没全部装箱</translation>
        </message>
        <message>
            <source>Order {order_no} cannot be packed now</source>
            <translation>订单 {order_no} 现在不能打包</translation>
        </message>
        <message>
            <source>Shipment {shipment_no} travels on other waybills</source>
            <translation>发货单 {shipment_no} 的运单已有变化</translation>
        </message>
        <message>
            <source>Order {order_no} is packed at our bench</source>
            <translation>订单 {order_no} 由本仓打包台打包</translation>
        </message>
        <message>
            <source>Order {order_no} is packed by the warehouse system</source>
            <translation>订单 {order_no} 由仓库系统打包</translation>
        </message>
        <message>
            <source>Order {order_no} has no such shipment</source>
            <translation>订单 {order_no} 没有这个发货单</translation>
        </message>
        <message>
            <source>Too many tries: wait 15 minutes, or ask the administrator</source>
            <translation>试的次数太多：请等 15 分钟，或找管理员</translation>
        </message>
        <message>
            <source>The hub cannot be reached, and you have not signed in here within a day: have the network looked at</source>
            <translation>连不上中心，你一天内也没在这台电脑登录过：请检查网络</translation>
        </message>
        <message>
            <source>Too many wrong tries while the hub is away: wait {minutes} min, or sign in when the hub is back</source>
            <translation>连不上中心时输错太多次：请等 {minutes} 分钟再试，或等连上中心后登录</translation>
        </message>
        <message>
            <source>Name or password is wrong: try again, or ask the administrator</source>
            <translation>登录名或密码不对：再试一次，或找管理员</translation>
        </message>
        <message>
            <source>This badge or its PIN is wrong: scan again, or sign in by name</source>
            <translation>工牌或 PIN 不对：再扫一次，或用登录名登录</translation>
        </message>
        <message>
            <source>You may not work at this place: sign in at one for your role</source>
            <translation>你不能在这个岗位登录：请到自己岗位的电脑登录</translation>
        </message>
        <message>
            <source>The hub's data could not be taken in: hub and program may be of different versions</source>
            <translation>中心的数据读不进来：中心和本程序的版本可能不一致</translation>
        </message>
        <message>
            <source>The disk of this computer is full: nothing was written down. Make room, then try again</source>
            <translation>本机磁盘已满：什么都没有记下。请腾出空间再试</translation>
        </message>
        <message>
            <source>Nothing can be written into this workstation's folder: {why}</source>
            <translation>本机的文件夹写不进去：{why}</translation>
        </message>
        <message>
            <source>{sku} is no longer sold</source>
            <translation>{sku} 已停售</translation>
        </message>
        <message>
            <source>Only {owed_fen} of order {order_no} is still to be paid</source>
            <translation>订单 {order_no} 只剩 {owed_fen} 未付</translation>
        </message>
        <message>
            <source>{paid_fen} of order {order_no} was paid and not given back yet: no more can be refunded</source>
            <translation>订单 {order_no} 已付且未退的只有 {paid_fen}，不能多退</translation>
        </message>
        <message>
            <source>What came back of order {order_no} is worth {worth_fen}: no more can be refunded</source>
            <translation>订单 {order_no} 退回的货值 {worth_fen}，不能多退</translation>
        </message>
        <message>
            <source>Not enough in stock for order {order_no}</source>
            <translation>订单 {order_no} 库存不足</translation>
        </message>
        <message>
            <source>These goods are not known here</source>
            <translation>此处没有这批货物的记录</translation>
        </message>
        <message>
            <source>Another program holds the files of this workstation: try again</source>
            <translation>另一个程序占用了本工作站的文件：请重试</translation>
        </message>
        <message>
            <source>A file of this workstation is damaged: nothing was written down</source>
            <translation>本工作站的文件已损坏：没有记下任何内容</translation>
        </message>
        <message>
            <source>Order {order_no} was cancelled: do not ship</source>
            <translation>订单 {order_no} 已取消：不要发货</translation>
        </message>
        <message>
            <source>Order {order_no} is being changed: do not ship</source>
            <translation>订单 {order_no} 正在变更：不要发货</translation>
        </message>
        <message>
            <source>The hub did not accept what was packed for order {order_no}: do not ship, call a supervisor</source>
            <translation>中心没有接受订单 {order_no} 的打包：不要发货，请叫主管</translation>
        </message>
        <message>
            <source>A stop ends by the exception bin or a supervisor's badge</source>
            <translation>停发只能扫异常箱或主管工牌来解除</translation>
        </message>
        <message>
            <source>Order {order_no} was refunded: do not ship</source>
            <translation>订单 {order_no} 已退款：不要发货</translation>
        </message>
        <message>
            <source>This has been done already</source>
            <translation>该任务已完成</translation>
        </message>
        <message>
            <source>This task was given to somebody else</source>
            <translation>该任务是给别人的</translation>
        </message>
        <message>
            <source>This task is not known</source>
            <translation>没有这个任务</translation>
        </message>
        <message>
            <source>The text has characters that cannot be stored</source>
            <translation>文字里有无法保存的字符</translation>
        </message>
        <message>
            <source>This transfer for order {order_no} has been decided already</source>
            <translation>订单 {order_no} 的这个调拨建议已处理</translation>
        </message>
        <message>
            <source>Order {order_no} does not wait for these goods any more</source>
            <translation>订单 {order_no} 已不等这些货</translation>
        </message>
        <message>
            <source>Name the order that waits for transfer {order_no}</source>
            <translation>请指明等候调拨单 {order_no} 的订单</translation>
        </message>
        <message>
            <source>Transfer {transfer_no} is bringing goods for this part of order {order_no}</source>
            <translation>调拨单 {transfer_no} 正在为订单 {order_no} 的这一部分运货</translation>
        </message>
        <message>
            <source>A badge is one barcode without blanks</source>
            <translation>工牌是一个不含空格的条码</translation>
        </message>
        <message>
            <source>This name cannot be used to sign in</source>
            <translation>这个工号不能用来登录</translation>
        </message>
        <message>
            <source>This badge belongs to somebody else</source>
            <translation>这张工牌是别人的</translation>
        </message>
        <message>
            <source>{login} is the last administrator: make somebody else one first</source>
            <translation>{login} 是最后一位管理员：请先让别人成为管理员</translation>
        </message>
        <message>
            <source>This login is taken</source>
            <translation>这个工号已被占用</translation>
        </message>
        <message>
            <source>This is your own account: another administrator has to switch it off or change its roles</source>
            <translation>这是您自己的账号：须由另一位管理员停用或更改角色</translation>
        </message>
        <message>
            <source>This person is not known</source>
            <translation>没有这个人</translation>
        </message>
        <message>
            <source>A name is missing</source>
            <translation>缺少姓名</translation>
        </message>
        <message>
            <source>There are open shipments in warehouse {warehouse}</source>
            <translation>仓库 {warehouse} 还有未完成的发货单</translation>
        </message>
        <message>
            <source>This warehouse belongs to another company</source>
            <translation>此仓库属于另一家公司</translation>
        </message>
        <message>
            <source>The warehouse {warehouse} stands twice</source>
            <translation>仓库 {warehouse} 重复了</translation>
        </message>
        <message>
            <source>This warehouse is not known</source>
            <translation>没有这个仓库</translation>
        </message>
        <message>
            <source>A warehouse does not work as {mode}</source>
            <translation>没有 {mode} 这种仓库模式</translation>
        </message>
        <message>
            <source>A province goes by its Chinese name, such as {near}, not {province}</source>
            <translation>没有“{province}”这个省份：请写中文名，比如“{near}”</translation>
        </message>
        <message>
            <source>{scanned} cannot be a waybill number</source>
            <translation>{scanned} 不可能是运单号</translation>
        </message>
        <message>
            <source>Waybill {scanned} has a wrong check digit: scan again</source>
            <translation>运单 {scanned} 校验位不对：请重扫</translation>
        </message>
        <message>
            <source>{scanned} is too short or too long for a waybill</source>
            <translation>{scanned} 的长度不像运单号</translation>
        </message>
        <message>
            <source>The box count on {scanned} makes no sense</source>
            <translation>{scanned} 上的箱数不合理</translation>
        </message>
        <message>
            <source>Waybill {waybill_no} is already on another parcel</source>
            <translation>运单 {waybill_no} 已绑在另一个包裹上</translation>
        </message>
        <message>
            <source>{scanned} is one of our own numbers, not a waybill</source>
            <translation>{scanned} 是我们自己的号码，不是运单</translation>
        </message>
        <message>
            <source>This is an item's barcode, not a waybill</source>
            <translation>这是商品条码，不是面单</translation>
        </message>
        <message>
            <source>Waybill {waybill_no} is not on parcel {parcel_no}</source>
            <translation>运单 {waybill_no} 不在包裹 {parcel_no} 上</translation>
        </message>
        <message>
            <source>This parcel goes with {expected}, the waybill is of {scanned}</source>
            <translation>此包裹走 {expected}，面单是 {scanned} 的</translation>
        </message>
    </context>
    <context>
        <name>Refusals</name>
        <message>
            <source>Not possible ({code})</source>
            <translation>不能这样做（{code}）</translation>
        </message>
        <message>
            <source>order {no}</source>
            <extracomment>Refusals whose sentence says already what to do. Whatever the reason: somebody stands at a bench and waits.</extracomment>
            <translation>订单 {no}</translation>
        </message>
        <message>
            <source>parcel {no}</source>
            <translation>包裹 {no}</translation>
        </message>
        <message>
            <source>Not accepted by the hub: “{what}”, {about}. {why}.</source>
            <translation>中心未接受「{what}」（{about}）：{why}。</translation>
        </message>
        <message>
            <source>Not accepted by the hub: “{what}”. {why}.</source>
            <translation>中心未接受「{what}」：{why}。</translation>
        </message>
        <message>
            <source>{n} more of what was done there did not count either.</source>
            <translation>其后另有 {n} 步也未生效。</translation>
        </message>
        <message>
            <source>Not done: “{what}”, {about}. {why}.</source>
            <translation>未执行「{what}」（{about}）：{why}。</translation>
        </message>
        <message>
            <source>Not done: “{what}”. {why}.</source>
            <translation>未执行「{what}」：{why}。</translation>
        </message>
    </context>
    <context>
        <name>RefusedNotes</name>
        <message>
            <source>Compare and send again</source>
            <translation>对比后重新提交</translation>
        </message>
        <message>
            <source>Open {no}</source>
            <translation>打开 {no}</translation>
        </message>
    </context>
    <context>
        <name>RefusedSheet</name>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
    </context>
    <context>
        <name>RoleChooser</name>
        <message>
            <source>As whom do you want to look around?</source>
            <translation>以谁的身份看看？</translation>
        </message>
        <message>
            <source>Each role has its own workstation; all work on the same live company.</source>
            <translation>每个角色有自己的工作站，都在同一家实时运转的公司里。</translation>
        </message>
        <message>
            <source>Scan, check, bind the waybill, hand over.</source>
            <translation>扫码核对、绑定运单、交接。</translation>
        </message>
        <message>
            <source>Enter orders and follow them.</source>
            <translation>录单、查进度。</translation>
        </message>
        <message>
            <source>Approve, allocate, decide.</source>
            <translation>审核、分仓、拍板。</translation>
        </message>
        <message>
            <source>Allocate orders and watch the couriers.</source>
            <translation>分仓、盯物流。</translation>
        </message>
        <message>
            <source>See orders with their money.</source>
            <translation>看订单和钱。</translation>
        </message>
        <message>
            <source>Find any order within a second.</source>
            <translation>一秒查到任何订单。</translation>
        </message>
    </context>
    <context>
        <name>RoleFields</name>
        <message>
            <source>All warehouses</source>
            <translation>所有仓库</translation>
        </message>
        <message>
            <source>Warehouse</source>
            <translation>仓库</translation>
        </message>
        <message>
            <source>These roles hold in</source>
            <translation>这些角色适用于</translation>
        </message>
    </context>
    <context>
        <name>RolesSheet</name>
        <message>
            <source>Change the roles</source>
            <translation>更改角色</translation>
        </message>
        <message>
            <source>Roles of {name}</source>
            <translation>{name} 的角色</translation>
        </message>
        <message>
            <source>They count from the next thing that is done. A window that is open shows them at the next sign-in.</source>
            <translation>从下一步操作起生效。已打开的窗口在下次登录后显示。</translation>
        </message>
        <message>
            <source>Until now each role holds in another warehouse: from now on all in the one below.</source>
            <translation>目前各角色适用于不同仓库：今后都适用于下面这一个。</translation>
        </message>
        <message>
            <source>Tick at least one role</source>
            <translation>请至少勾选一个角色</translation>
        </message>
    </context>
    <context>
        <name>SavedViews</name>
        <message>
            <source>Views</source>
            <translation>视图</translation>
        </message>
        <message>
            <source>Save this view…</source>
            <translation>保存当前视图…</translation>
        </message>
        <message>
            <source>Forget</source>
            <translation>删除</translation>
        </message>
    </context>
    <context>
        <name>Scanner</name>
        <message>
            <source>No scanner on {port}</source>
            <translation>没有扫码枪：{port}</translation>
        </message>
        <message>
            <source>Scanner on {port}</source>
            <translation>扫码枪 {port}</translation>
        </message>
        <message>
            <source>Opening {port}</source>
            <translation>正在打开 {port}</translation>
        </message>
        <message>
            <source>No scanner on {port}: {why}</source>
            <translation>{port} 上没有扫码枪：{why}</translation>
        </message>
    </context>
    <context>
        <name>ScannerDialog</name>
        <message>
            <source>Scanner</source>
            <translation>扫码枪</translation>
        </message>
        <message>
            <source>Types like a keyboard</source>
            <translation>像键盘一样输入</translation>
        </message>
        <message>
            <source>Port</source>
            <translation>端口</translation>
        </message>
        <message>
            <source>Speed</source>
            <translation>速率</translation>
        </message>
        <message>
            <source>Prefix</source>
            <translation>前缀</translation>
        </message>
        <message>
            <source>Enter or Tab</source>
            <translation>回车或 Tab</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>回车</translation>
        </message>
        <message>
            <source>Tab</source>
            <translation>Tab</translation>
        </message>
        <message>
            <source>Suffix</source>
            <translation>后缀</translation>
        </message>
        <message>
            <source>{n} ms</source>
            <translation>{n} 毫秒</translation>
        </message>
        <message>
            <source>Same code again</source>
            <translation>同码再扫</translation>
        </message>
        <message>
            <source>Where a scanner on a serial line is plugged in</source>
            <translation>串口扫码枪插在哪个端口</translation>
        </message>
        <message>
            <source>Of a serial line, as the scanner is programmed</source>
            <translation>串口速率，与扫码枪的设置一致</translation>
        </message>
        <message>
            <source>What the scanner sends first, such as ~, F13 or \x02; or nothing</source>
            <translation>扫码枪先发什么，如 ~、F13 或 \x02；没有就留空</translation>
        </message>
        <message>
            <source>What it sends last</source>
            <translation>扫码枪最后发什么</translation>
        </message>
        <message>
            <source>Within this time it counts once: the trigger was pulled once</source>
            <translation>这段时间内同一个码只算一次</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Use these</source>
            <translation>就用这些</translation>
        </message>
        <message>
            <source>In use from now on</source>
            <translation>已启用</translation>
        </message>
        <message>
            <source>One character, \x and two digits, or a key from F1 to F24</source>
            <translation>一个字符、\x 加两位数字，或 F1 到 F24 的按键</translation>
        </message>
        <message>
            <source>Scan something: what is heard appears here</source>
            <translation>扫一个试试：听到什么就显示在这里</translation>
        </message>
        <message>
            <source>Heard: {code}</source>
            <translation>听到：{code}</translation>
        </message>
    </context>
    <context>
        <name>SearchResults</name>
        <message>
            <source>Order</source>
            <translation>订单</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Search results</source>
            <translation>搜索结果</translation>
        </message>
        <message>
            <source>Nothing found: try the end of the number, the waybill or the customer's name</source>
            <translation>没有找到：试试订单号尾号、运单号或客户名称</translation>
        </message>
        <message>
            <source>Only the newest are shown: type more to narrow it down</source>
            <translation>只显示最近的：请多输几个字</translation>
        </message>
    </context>
    <context>
        <name>SelectionBar</name>
        <message>
            <source>{n} selected</source>
            <translation>已选 {n} 单</translation>
        </message>
        <message>
            <source>{n} of {count} done</source>
            <translation>已完成 {n}/{count}</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Copy numbers</source>
            <translation>复制单号</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>取消选择</translation>
        </message>
    </context>
    <context>
        <name>ShortSheet</name>
        <message>
            <source>Why short: {item}</source>
            <extracomment>From the allocation on a warehouse counts on its goods.</extracomment>
            <translation>为何缺货：{item}</translation>
        </message>
        <message>
            <source>Where and for whom</source>
            <translation>位置与占用方</translation>
        </message>
        <message>
            <source>Quantity</source>
            <translation>数量</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>自</translation>
        </message>
        <message>
            <source>Stock and who holds it</source>
            <translation>库存与占用</translation>
        </message>
        <message>
            <source>Move here</source>
            <translation>移到本订单</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>The hub is being asked</source>
            <translation>正在向中心查询</translation>
        </message>
        <message>
            <source>The hub does not answer: only it knows who holds the goods</source>
            <translation>中心没有应答：只有中心知道谁占用了货品</translation>
        </message>
        <message>
            <source>No warehouse has this article</source>
            <translation>没有仓库有此货品</translation>
        </message>
        <message>
            <source>There are more than are shown</source>
            <translation>还有更多未显示</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>{free} free of {all}</source>
            <translation>可用 {free} / 共 {all}</translation>
        </message>
        <message>
            <source>{n} more reservations</source>
            <translation>另有 {n} 笔占用</translation>
        </message>
        <message>
            <source>firm</source>
            <translation>已锁定</translation>
        </message>
        <message>
            <source>for 30 minutes</source>
            <translation>保留 30 分钟</translation>
        </message>
        <message>
            <source>Choose the order that gives the goods</source>
            <translation>请选择让出货品的订单</translation>
        </message>
        <message>
            <source>Say why, and how much</source>
            <translation>请填写原因和数量</translation>
        </message>
        <message>
            <source>The goods of this order are being worked on: choose another one</source>
            <translation>这张订单的货已在作业，请选别的订单</translation>
        </message>
        <message>
            <source>No more than {n} can be moved</source>
            <translation>最多可挪 {n}</translation>
        </message>
    </context>
    <context>
        <name>SidePanel</name>
        <message>
            <source>Close panel</source>
            <translation>关闭面板</translation>
        </message>
        <message>
            <source>Close panel (Esc)</source>
            <translation>关闭面板（Esc）</translation>
        </message>
    </context>
    <context>
        <name>SignInPage</name>
        <message>
            <source>Name or badge</source>
            <extracomment>The colour of the badge's mark, before and after it was read.</extracomment>
            <translation>工号或工牌</translation>
        </message>
        <message>
            <source>Password or PIN</source>
            <translation>密码或 PIN</translation>
        </message>
        <message>
            <source>Remember my name here</source>
            <translation>本机记住工号</translation>
        </message>
        <message>
            <source>Change hub</source>
            <translation>更换</translation>
        </message>
        <message>
            <source>Just scan your badge</source>
            <translation>直接扫工牌</translation>
        </message>
        <message>
            <source>Caps Lock is on</source>
            <translation>大写锁定已打开</translation>
        </message>
        <message>
            <source>{problem}. {note}</source>
            <translation>{problem}。{note}</translation>
        </message>
        <message>
            <source>A badge was scanned</source>
            <translation>已扫工牌</translation>
        </message>
        <message>
            <source>Badge read</source>
            <translation>工牌已读到</translation>
        </message>
        <message>
            <source>Now type the PIN and press Enter</source>
            <translation>请输入 PIN，按 Enter</translation>
        </message>
        <message>
            <source>At a bench: scan, type the PIN; scan again to change hands</source>
            <translation>打包台推荐：扫一下再输 PIN；换人时再扫一下</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>登录</translation>
        </message>
        <message>
            <source>Without the hub you can sign in too, with your rights of the last time, within 24 hours.</source>
            <translation>连不上中心也能登录：用上次的权限，24 小时内有效。</translation>
        </message>
        <message>
            <source>or</source>
            <translation>或</translation>
        </message>
    </context>
    <context>
        <name>Skeleton</name>
        <message>
            <source>Loading</source>
            <translation>正在载入</translation>
        </message>
    </context>
    <context>
        <name>SoundChoice</name>
        <message>
            <source>Off</source>
            <translation>关</translation>
        </message>
        <message>
            <source>Quiet</source>
            <translation>小声</translation>
        </message>
        <message>
            <source>Medium</source>
            <translation>适中</translation>
        </message>
        <message>
            <source>Loud</source>
            <translation>大声</translation>
        </message>
        <message>
            <source>Sound</source>
            <translation>声音</translation>
        </message>
        <message>
            <source>Try it</source>
            <translation>试听</translation>
        </message>
        <message>
            <source>Try the sound</source>
            <translation>试听声音</translation>
        </message>
    </context>
    <context>
        <name>StoppedJobs</name>
        <message>
            <source>Stopped job</source>
            <translation>停下的任务</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>从何时</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Tries</source>
            <translation>次数</translation>
        </message>
        <message>
            <source>Stopped jobs</source>
            <translation>停下的任务</translation>
        </message>
        <message>
            <source>Send again</source>
            <translation>重发</translation>
        </message>
        <message>
            <source>Choose a job to send it again</source>
            <translation>先选一个任务再重发</translation>
        </message>
        <message>
            <source>Ask what became of {job}, else send it again</source>
            <translation>先查 {job} 的结果，没有再重发</translation>
        </message>
        <message>
            <source>Send {job} again</source>
            <translation>重发 {job}</translation>
        </message>
        <message>
            <source>The hub did not answer: look again before you send it again</source>
            <translation>中心没有回答：重发前先再看一眼</translation>
        </message>
        <message>
            <source>may have had its effect; sent again it asks first</source>
            <translation>可能已生效；重发时会先查</translation>
        </message>
    </context>
    <context>
        <name>Story</name>
        <message>
            <source>none</source>
            <translation>未发生</translation>
        </message>
        <message>
            <source>skipped</source>
            <translation>未经过</translation>
        </message>
        <message>
            <source>promised {at}</source>
            <translation>承诺 {at}</translation>
        </message>
        <message>
            <source>Split from {no} · {who}</source>
            <translation>由 {no} 拆分 · {who}</translation>
        </message>
        <message>
            <source>System</source>
            <translation>系统</translation>
        </message>
        <message>
            <source>Unknown person</source>
            <translation>未知人员</translation>
        </message>
        <message>
            <source>Courier</source>
            <translation>快递</translation>
        </message>
        <message>
            <source>Warehouse system</source>
            <translation>仓库系统</translation>
        </message>
        <message>
            <source>Kuaidi100</source>
            <translation>快递100</translation>
        </message>
        <message>
            <source>Changed by {who}, {at}: {what}</source>
            <translation>{who} {at} 改过：{what}</translation>
        </message>
        <message>
            <source>Prices as listed</source>
            <extracomment>Fields of a change set that somebody edits; the others follow from them.</extracomment>
            <translation>价格与价目表一致</translation>
        </message>
        <message>
            <source>The customer has no account with this company</source>
            <translation>客户在本公司没有账户</translation>
        </message>
        <message>
            <source>No credit needed</source>
            <translation>不占用信用额度</translation>
        </message>
        <message>
            <source>Paid in advance</source>
            <translation>已预付</translation>
        </message>
        <message>
            <source>Credit released</source>
            <translation>信用额度已释放</translation>
        </message>
        <message>
            <source>Over the credit limit: granted by hand</source>
            <translation>超出信用额度：已人工放行</translation>
        </message>
        <message>
            <source>The reservation lapsed after 30 minutes</source>
            <translation>锁库满 30 分钟已失效</translation>
        </message>
        <message>
            <source>Reserved goods released by hand</source>
            <translation>已人工释放锁库</translation>
        </message>
        <message>
            <source>Reserved goods went to another order</source>
            <translation>锁定的货物已转给其他订单</translation>
        </message>
        <message>
            <source>All goods are reserved</source>
            <translation>库存已全部锁定</translation>
        </message>
        <message>
            <source>Reserved goods released</source>
            <translation>锁定的库存已释放</translation>
        </message>
        <message>
            <source>To be paid first: {amount} was still open at the release</source>
            <translation>须先付款：放行时还差 {amount}</translation>
        </message>
        <message>
            <source>A price differs from the list: a supervisor decides</source>
            <translation>有 1 个价格与价目表不符：由主管决定</translation>
        </message>
        <message>
            <source>{n} prices differ from the list: a supervisor decides</source>
            <translation>{n} 个价格与价目表不符：由主管决定</translation>
        </message>
        <message>
            <source>Credit: {used} of {limit} used</source>
            <translation>信用额度：已用 {used} / {limit}</translation>
        </message>
        <message>
            <source>Over the credit limit of {limit}: the review decides</source>
            <translation>超出信用额度 {limit}：由审核决定</translation>
        </message>
        <message>
            <source>Not enough in stock</source>
            <translation>库存不足</translation>
        </message>
        <message>
            <source>Not enough in stock: {lines}</source>
            <translation>库存不足：{lines}</translation>
        </message>
        <message>
            <source>line {n} {sku}</source>
            <translation>第 {n} 行 {sku}</translation>
        </message>
    </context>
    <context>
        <name>SystemsTable</name>
        <message>
            <source>System</source>
            <extracomment>What waits longer than that is late; a feed is asked every five minutes at most. A line of shorter times lies low: differences of some milliseconds are no mountains.</extracomment>
            <translation>系统</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Queued</source>
            <translation>排队</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>停下</translation>
        </message>
        <message>
            <source>Last success</source>
            <translation>上次成功</translation>
        </message>
        <message>
            <source>Oldest waits (limit 10 min)</source>
            <translation>最久已等（上限 10 分钟）</translation>
        </message>
        <message>
            <source>Last hour, 95% within</source>
            <translation>最近一小时 95% 用时</translation>
        </message>
        <message>
            <source>Last trouble</source>
            <translation>上次出错</translation>
        </message>
        <message>
            <source>Systems outside</source>
            <translation>外部系统</translation>
        </message>
        <message>
            <source>The hub is being asked</source>
            <translation>正在询问中心</translation>
        </message>
        <message>
            <source>The hub does not answer</source>
            <translation>中心没有应答</translation>
        </message>
        <message>
            <source>Only it knows how the systems outside stand</source>
            <translation>外部系统的情况只有中心知道</translation>
        </message>
        <message>
            <source>Links are set up at the hub: see “Settings” in docs/operation.md</source>
            <translation>连接在中心设置：见 docs/operation.md 的“Settings”</translation>
        </message>
        <message>
            <source>No system outside is linked</source>
            <translation>没有接入外部系统</translation>
        </message>
        <message>
            <source>Held back</source>
            <translation>暂停调用</translation>
        </message>
        <message>
            <source>Needs somebody</source>
            <translation>要人处理</translation>
        </message>
        <message>
            <source>Not set up</source>
            <translation>未设置</translation>
        </message>
        <message>
            <source>At work</source>
            <translation>处理中</translation>
        </message>
        <message>
            <source>Idle</source>
            <translation>正常</translation>
        </message>
        <message>
            <source>How to: docs/connectors.md</source>
            <translation>设置方法：docs/connectors.md</translation>
        </message>
        <message>
            <source>Nothing was done in the last hour</source>
            <translation>最近一小时没有完成的任务</translation>
        </message>
        <message>
            <source>95 of 100 done within {time}; at worst {worst}, last {last}</source>
            <translation>100 个中有 95 个在 {time} 内完成；最慢 {worst}，最近 {last}</translation>
        </message>
        <message>
            <source>New orders</source>
            <translation>新订单</translation>
        </message>
        <message>
            <source>Stock levels</source>
            <translation>库存数</translation>
        </message>
        <message>
            <source>Cannot be asked</source>
            <translation>取不到</translation>
        </message>
        <message>
            <source>Fresh</source>
            <translation>已更新</translation>
        </message>
        <message>
            <source>asked from {system}</source>
            <translation>取自 {system}</translation>
        </message>
        <message>
            <source>Shipments out, stock, what was shipped</source>
            <translation>出库、库存、已发货</translation>
        </message>
        <message>
            <source>Waybills followed, tracks</source>
            <translation>运单订阅、轨迹</translation>
        </message>
        <message>
            <source>Sales orders, deliveries, receipts</source>
            <translation>销售单、发货、收款</translation>
        </message>
        <message>
            <source>To staff and customers</source>
            <translation>发给员工和客户</translation>
        </message>
        <message>
            <source>What the systems outside told us</source>
            <translation>外部系统推来的消息</translation>
        </message>
        <message>
            <source>Warehouse system</source>
            <translation>仓库系统</translation>
        </message>
        <message>
            <source>Courier service</source>
            <translation>快递平台</translation>
        </message>
        <message>
            <source>Accounting (ERP)</source>
            <translation>财务系统（ERP）</translation>
        </message>
        <message>
            <source>Messages</source>
            <translation>消息</translation>
        </message>
        <message>
            <source>Messages that came in</source>
            <translation>收到的消息</translation>
        </message>
    </context>
    <context>
        <name>Tabs</name>
        <message>
            <source>Tab: {label}</source>
            <translation>页签：{label}</translation>
        </message>
    </context>
    <context>
        <name>Tasks</name>
        <message>
            <source>{by} asks you to look: {text}</source>
            <translation>{by} 请你看一下：{text}</translation>
        </message>
        <message>
            <source>{by} wants a supervisor at {device}</source>
            <translation>{by} 在 {device} 叫主管</translation>
        </message>
        <message>
            <source>Cancelled while it was being packed: put the goods back, {shipment_no}</source>
            <translation>打包途中取消：请把货放回货位，{shipment_no}</translation>
        </message>
        <message>
            <source>Shipped by the warehouse: have the couriers report, {shipment_no}</source>
            <translation>仓库已发货：请安排物流跟踪，{shipment_no}</translation>
        </message>
        <message>
            <source>Call the carrier and have the goods brought back: {reason}</source>
            <translation>请联系承运商拦截退回：{reason}</translation>
        </message>
        <message>
            <source>Call the carrier and give the delivery up: {reason}</source>
            <translation>请联系承运商放弃派送：{reason}</translation>
        </message>
        <message>
            <source>The courier has reported nothing for a day</source>
            <translation>快递一天没有新轨迹</translation>
        </message>
        <message>
            <source>The customer has refused the parcel</source>
            <translation>客户拒收包裹</translation>
        </message>
        <message>
            <source>The courier has lost the parcel</source>
            <translation>快递丢件</translation>
        </message>
        <message>
            <source>The courier could not deliver</source>
            <translation>快递派送失败</translation>
        </message>
        <message>
            <source>The courier's reports have stopped, waybill {waybill_no}</source>
            <translation>物流推送已停止，运单 {waybill_no}</translation>
        </message>
        <message>
            <source>Refused at the door, {shipment_no}: {note}</source>
            <translation>客户当面拒收，{shipment_no}：{note}</translation>
        </message>
        <message>
            <source>Nobody was reached, {shipment_no}: {note}</source>
            <translation>联系不上收货人，{shipment_no}：{note}</translation>
        </message>
        <message>
            <source>The address is wrong, {shipment_no}: {note}</source>
            <translation>地址有误，{shipment_no}：{note}</translation>
        </message>
        <message>
            <source>The goods arrived damaged, {shipment_no}: {note}</source>
            <translation>货物到达时破损，{shipment_no}：{note}</translation>
        </message>
        <message>
            <source>The goods are lost, {shipment_no}: {note}</source>
            <translation>货物丢失，{shipment_no}：{note}</translation>
        </message>
        <message>
            <source>Trouble on delivery, {shipment_no}: {note}</source>
            <translation>派送异常，{shipment_no}：{note}</translation>
        </message>
        <message>
            <source>Packed for hours, and the courier has not fetched it</source>
            <translation>打包数小时，快递仍未揽收</translation>
        </message>
        <message>
            <source>The payment differs from the order's amount</source>
            <translation>收款与订单金额不符</translation>
        </message>
        <message>
            <source>The address is not clear enough to ship to</source>
            <translation>地址不够明确，无法发货</translation>
        </message>
        <message>
            <source>Goods were reported missing: {sku}</source>
            <translation>报缺货：{sku}</translation>
        </message>
        <message>
            <source>Goods were not where they should be: {sku}, {location}</source>
            <translation>货位上找不到货：{sku}，{location}</translation>
        </message>
        <message>
            <source>Another warehouse has the goods: move them, or let them wait</source>
            <translation>别的仓有货：调拨，或等到货</translation>
        </message>
        <message>
            <source>{warehouse} has less of {sku} than is promised</source>
            <translation>{warehouse} 的 {sku} 少于已承诺的数量</translation>
        </message>
        <message>
            <source>Goods have been set aside for long, and nobody ships them</source>
            <translation>货锁了很久，一直没有发出</translation>
        </message>
        <message>
            <source>What came back is damaged or not complete</source>
            <translation>退回的货有破损或不齐</translation>
        </message>
        <message>
            <source>What was collected at the door differs from what was due</source>
            <translation>代收金额与应收不符</translation>
        </message>
        <message>
            <source>The warehouse has shipped something else than was asked: {shipment_no}</source>
            <translation>仓库实发与要求不符：{shipment_no}</translation>
        </message>
        <message>
            <source>The warehouse has cancelled the shipment by itself</source>
            <translation>仓库自行取消了发货单</translation>
        </message>
        <message>
            <source>A message from outside does not fit the order</source>
            <translation>外部消息与订单对不上</translation>
        </message>
        <message>
            <source>A message from {source} cannot be read</source>
            <translation>{source} 发来的消息无法识别</translation>
        </message>
        <message>
            <source>Nobody knows whether {system} has done what it was asked</source>
            <translation>{system} 是否已执行，无法确定</translation>
        </message>
        <message>
            <source>{system} has refused: {text}</source>
            <translation>{system} 拒绝：{text}</translation>
        </message>
        <message>
            <source>{system} refuses everything: {text}</source>
            <translation>{system} 全部拒绝：{text}</translation>
        </message>
        <message>
            <source>An order of the ERP was not taken: {why}</source>
            <translation>ERP 订单未能接收：{why}</translation>
        </message>
        <message>
            <source>An order of the ERP cannot be read: {why}</source>
            <translation>ERP 订单无法识别：{why}</translation>
        </message>
        <message>
            <source>An order of the ERP names what is not known here: {missing}</source>
            <translation>ERP 订单里有这里没有的资料：{missing}</translation>
        </message>
        <message>
            <source>The ERP has order {order_no} of ours, the hub does not</source>
            <translation>ERP 里有我方订单 {order_no}，中心没有</translation>
        </message>
        <message>
            <source>Order {order_no} differs from the ERP's</source>
            <translation>订单 {order_no} 与 ERP 不一致</translation>
        </message>
        <message>
            <source>The ERP states stock of articles that are not known here: {count}</source>
            <translation>ERP 库存里有 {count} 个这里没有的商品</translation>
        </message>
        <message>
            <source>Something is to be done here</source>
            <translation>这里有事要处理</translation>
        </message>
    </context>
    <context>
        <name>Timeline</name>
        <message>
            <source>Timeline of the order</source>
            <translation>订单时间线</translation>
        </message>
    </context>
    <context>
        <name>TimelinePage</name>
        <message>
            <source>All {n}</source>
            <translation>全部 {n} 条</translation>
        </message>
        <message>
            <source>Latest courier scans</source>
            <translation>最近物流动态</translation>
        </message>
    </context>
    <context>
        <name>ToldOnce</name>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>I have written it down</source>
            <translation>我已记下</translation>
        </message>
        <message>
            <source>Copied</source>
            <translation>已复制</translation>
        </message>
    </context>
    <context>
        <name>TopBar</name>
        <message numerus="yes">
            <source>Notes: %n unread</source>
            <translation>
                <numerusform>消息：%n 条未读</numerusform>
            </translation>
        </message>
        <message>
            <source>Order, waybill, customer, last 4 of phone</source>
            <translation>搜索订单号 / 运单号 / 客户 / 手机号后四位</translation>
        </message>
    </context>
    <context>
        <name>TotalBox</name>
        <message>
            <source>1 line</source>
            <extracomment>What stands beside the words and the figure of the total, in pixels.</extracomment>
            <translation>1 行</translation>
        </message>
        <message>
            <source>{n} lines</source>
            <translation>{n} 行</translation>
        </message>
        <message>
            <source>Total</source>
            <translation>应收合计</translation>
        </message>
    </context>
    <context>
        <name>Trace</name>
        <message>
            <source>Order</source>
            <translation>订单</translation>
        </message>
        <message>
            <source>Checks</source>
            <translation>校验</translation>
        </message>
        <message>
            <source>Payment</source>
            <translation>付款</translation>
        </message>
        <message>
            <source>Stock</source>
            <translation>库存</translation>
        </message>
        <message>
            <source>Warehouse</source>
            <translation>仓库作业</translation>
        </message>
        <message>
            <source>On the way</source>
            <translation>运输</translation>
        </message>
        <message>
            <source>End</source>
            <translation>结束</translation>
        </message>
        <message>
            <source>Order number</source>
            <translation>订单号</translation>
        </message>
        <message>
            <source>Source system</source>
            <translation>来源系统</translation>
        </message>
        <message>
            <source>Source order number</source>
            <translation>来源单号</translation>
        </message>
        <message>
            <source>Customer code</source>
            <translation>客户编码</translation>
        </message>
        <message>
            <source>Customer name at entry</source>
            <translation>当时客户名</translation>
        </message>
        <message>
            <source>Salesperson</source>
            <translation>业务员</translation>
        </message>
        <message>
            <source>Entered by</source>
            <translation>录入人</translation>
        </message>
        <message>
            <source>Entered</source>
            <translation>录入时间</translation>
        </message>
        <message>
            <source>Requested date</source>
            <translation>要求日期</translation>
        </message>
        <message>
            <source>Promised for</source>
            <translation>承诺时间</translation>
        </message>
        <message>
            <source>Price list edition</source>
            <translation>价目表版本</translation>
        </message>
        <message>
            <source>Credit check</source>
            <translation>信用校验</translation>
        </message>
        <message>
            <source>Credit decided by</source>
            <translation>信用审批人</translation>
        </message>
        <message>
            <source>Credit checked</source>
            <translation>信用校验时间</translation>
        </message>
        <message>
            <source>Paid through</source>
            <translation>付款渠道</translation>
        </message>
        <message>
            <source>Payment state</source>
            <translation>付款状态</translation>
        </message>
        <message>
            <source>Payment number</source>
            <translation>付款单号</translation>
        </message>
        <message>
            <source>Paid</source>
            <translation>付款时间</translation>
        </message>
        <message>
            <source>Lock number</source>
            <translation>锁库单号</translation>
        </message>
        <message>
            <source>Quantity locked</source>
            <translation>锁定数量</translation>
        </message>
        <message>
            <source>Locked</source>
            <translation>锁定时间</translation>
        </message>
        <message>
            <source>Lock lapses</source>
            <translation>锁定到期</translation>
        </message>
        <message>
            <source>Let go because</source>
            <translation>释放原因</translation>
        </message>
        <message>
            <source>Warehouse code</source>
            <translation>仓库编码</translation>
        </message>
        <message>
            <source>Allocated by</source>
            <translation>分仓人</translation>
        </message>
        <message>
            <source>Allocated</source>
            <translation>分仓时间</translation>
        </message>
        <message>
            <source>Picker</source>
            <translation>拣货员</translation>
        </message>
        <message>
            <source>Picking begun</source>
            <translation>开始拣货</translation>
        </message>
        <message>
            <source>At the bench</source>
            <translation>到打包台</translation>
        </message>
        <message>
            <source>Parcel</source>
            <translation>包裹号</translation>
        </message>
        <message>
            <source>Packer</source>
            <translation>打包员</translation>
        </message>
        <message>
            <source>Packed at</source>
            <translation>打包台</translation>
        </message>
        <message>
            <source>Packed</source>
            <translation>打包时间</translation>
        </message>
        <message>
            <source>Weight</source>
            <translation>重量</translation>
        </message>
        <message>
            <source>Photo</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Carrier</source>
            <translation>承运商</translation>
        </message>
        <message>
            <source>Waybill</source>
            <translation>运单号</translation>
        </message>
        <message>
            <source>Waybill bound</source>
            <translation>绑定时间</translation>
        </message>
        <message>
            <source>Staged</source>
            <translation>入待装区</translation>
        </message>
        <message>
            <source>Lane</source>
            <translation>待装区位</translation>
        </message>
        <message>
            <source>Left</source>
            <translation>发出时间</translation>
        </message>
        <message>
            <source>First courier scan</source>
            <translation>首次揽收扫描</translation>
        </message>
        <message>
            <source>Last courier news</source>
            <translation>最新物流时间</translation>
        </message>
        <message>
            <source>Signed for</source>
            <translation>签收时间</translation>
        </message>
        <message>
            <source>Signed by</source>
            <translation>签收方式</translation>
        </message>
        <message>
            <source>What went wrong</source>
            <translation>异常</translation>
        </message>
        <message>
            <source>Closed</source>
            <translation>关闭时间</translation>
        </message>
        <message>
            <source>not come so far</source>
            <translation>尚未到这一步</translation>
        </message>
        <message>
            <source>entered here</source>
            <translation>本系统录入</translation>
        </message>
        <message>
            <source>the customer named no day</source>
            <translation>客户未指定日期</translation>
        </message>
        <message>
            <source>the customer has none</source>
            <translation>客户无业务员</translation>
        </message>
        <message>
            <source>no person did it</source>
            <translation>非人工操作</translation>
        </message>
        <message>
            <source>no receipt so far</source>
            <translation>尚无收款</translation>
        </message>
        <message>
            <source>nothing was let go</source>
            <translation>未释放</translation>
        </message>
        <message>
            <source>a firm lock does not lapse</source>
            <translation>硬锁定不会到期</translation>
        </message>
        <message>
            <source>30 minutes after it was set aside, unless the order is released</source>
            <translation>预占 30 分钟后释放，订单通过审核则转为锁定</translation>
        </message>
        <message>
            <source>it has lapsed</source>
            <translation>已过期释放</translation>
        </message>
        <message>
            <source>nothing is locked for it</source>
            <translation>不需要锁库</translation>
        </message>
        <message>
            <source>nothing went wrong</source>
            <translation>无异常</translation>
        </message>
        <message>
            <source>no photo was taken</source>
            <translation>未拍照</translation>
        </message>
        <message>
            <source>not weighed</source>
            <translation>未称重</translation>
        </message>
        <message>
            <source>did not wait in a lane</source>
            <translation>未入待装区</translation>
        </message>
        <message>
            <source>priced without a list</source>
            <translation>未用价目表</translation>
        </message>
        <message>
            <source>goes without a courier</source>
            <translation>不走快递</translation>
        </message>
        <message>
            <source>the hub has not told yet</source>
            <translation>中心尚未返回</translation>
        </message>
        <message>
            <source>Passed</source>
            <translation>通过</translation>
        </message>
        <message>
            <source>Over the limit</source>
            <translation>超额度</translation>
        </message>
        <message>
            <source>Granted by hand</source>
            <translation>人工放行</translation>
        </message>
        <message>
            <source>Shipped</source>
            <translation>已发出</translation>
        </message>
        <message>
            <source>Lapsed</source>
            <translation>已到期</translation>
        </message>
        <message>
            <source>Let go by hand</source>
            <translation>人工释放</translation>
        </message>
        <message>
            <source>Allocation taken back</source>
            <translation>撤回分仓</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>已取消</translation>
        </message>
    </context>
    <context>
        <name>TraceFile</name>
        <message>
            <source>Save the trace</source>
            <translation>保存追踪日志</translation>
        </message>
        <message>
            <source>Table (*.csv);;JSON (*.json)</source>
            <translation>表格 (*.csv);;JSON (*.json)</translation>
        </message>
        <message>
            <source>Not saved: {why}</source>
            <translation>未保存：{why}</translation>
        </message>
        <message>
            <source>Saved as {file}</source>
            <translation>已保存为 {file}</translation>
        </message>
    </context>
    <context>
        <name>TracePage</name>
        <message>
            <source>Save as file</source>
            <translation>存为文件</translation>
        </message>
        <message>
            <source>{there} of {all} known</source>
            <translation>已知 {there} / {all} 项</translation>
        </message>
        <message>
            <source>The record was altered: {what}</source>
            <translation>记录被改动：{what}</translation>
        </message>
        <message>
            <source>The hub does not answer: what only it knows is missing</source>
            <translation>中心未响应：仅中心掌握的内容暂缺</translation>
        </message>
        <message>
            <source>The hub does not answer: this is as of {time}</source>
            <translation>中心未响应：此为 {time} 的内容</translation>
        </message>
        <message>
            <source>Ask again</source>
            <translation>再次查询</translation>
        </message>
        <message>
            <source>The hub is being asked</source>
            <translation>正在向中心查询</translation>
        </message>
        <message>
            <source>1 event</source>
            <translation>1 条事件</translation>
        </message>
        <message>
            <source>{n} events</source>
            <translation>{n} 条事件</translation>
        </message>
        <message>
            <source>{events}, the chain holds</source>
            <translation>{events}，链条完整</translation>
        </message>
        <message>
            <source>n/a · {why}</source>
            <translation>无 · {why}</translation>
        </message>
    </context>
    <context>
        <name>Tried</name>
        <message>
            <source>Take up the transfer</source>
            <translation>接受调拨</translation>
        </message>
        <message>
            <source>Write a note</source>
            <translation>写备注</translation>
        </message>
        <message>
            <source>Allocate</source>
            <translation>分仓</translation>
        </message>
        <message>
            <source>Attach a photo</source>
            <translation>附照片</translation>
        </message>
        <message>
            <source>Bind the waybill</source>
            <translation>绑定运单</translation>
        </message>
        <message>
            <source>Call a supervisor</source>
            <translation>叫主管</translation>
        </message>
        <message>
            <source>Cancel the order</source>
            <translation>取消订单</translation>
        </message>
        <message>
            <source>Cancel a shipment</source>
            <translation>取消发货单</translation>
        </message>
        <message>
            <source>Change a setting</source>
            <translation>修改设置</translation>
        </message>
        <message>
            <source>Put a stopped parcel away</source>
            <translation>处理被拦下的包裹</translation>
        </message>
        <message>
            <source>Close the order</source>
            <translation>关闭订单</translation>
        </message>
        <message>
            <source>Close the parcel</source>
            <translation>封箱</translation>
        </message>
        <message>
            <source>Close a task</source>
            <translation>完成待办</translation>
        </message>
        <message>
            <source>Confirm the delivery</source>
            <translation>确认签收</translation>
        </message>
        <message>
            <source>Confirm a receipt</source>
            <translation>确认收款</translation>
        </message>
        <message>
            <source>Decide on the credit</source>
            <translation>审批信用</translation>
        </message>
        <message>
            <source>Report an item short</source>
            <translation>报缺货</translation>
        </message>
        <message>
            <source>Decline the transfer</source>
            <translation>不调拨</translation>
        </message>
        <message>
            <source>Change the order</source>
            <translation>修改订单</translation>
        </message>
        <message>
            <source>Hand over to the carrier</source>
            <translation>交接给快递</translation>
        </message>
        <message>
            <source>Put on hold</source>
            <translation>挂起</translation>
        </message>
        <message>
            <source>Call the goods back</source>
            <translation>追回货物</translation>
        </message>
        <message>
            <source>Lift a hold</source>
            <translation>解除挂起</translation>
        </message>
        <message>
            <source>Move goods that are set aside</source>
            <translation>转移锁库</translation>
        </message>
        <message>
            <source>Begin a parcel</source>
            <translation>开始包裹</translation>
        </message>
        <message>
            <source>Sign in without the hub</source>
            <translation>离线登录</translation>
        </message>
        <message>
            <source>Enter the order</source>
            <translation>录入订单</translation>
        </message>
        <message>
            <source>Receive what came back</source>
            <translation>退货收货</translation>
        </message>
        <message>
            <source>Enter a receipt</source>
            <translation>登记收款</translation>
        </message>
        <message>
            <source>Let go of goods that are set aside</source>
            <translation>释放锁库</translation>
        </message>
        <message>
            <source>Open the parcel again</source>
            <translation>重新打开包裹</translation>
        </message>
        <message>
            <source>Report a failed delivery</source>
            <translation>上报派送异常</translation>
        </message>
        <message>
            <source>Give the delivery up</source>
            <translation>放弃派送</translation>
        </message>
        <message>
            <source>Take back to the review</source>
            <translation>退回审核</translation>
        </message>
        <message>
            <source>Approve</source>
            <translation>审核通过</translation>
        </message>
        <message>
            <source>Split the order</source>
            <translation>拆分订单</translation>
        </message>
        <message>
            <source>Put into a lane</source>
            <translation>放入装车道</translation>
        </message>
        <message>
            <source>Start picking</source>
            <translation>开始拣货</translation>
        </message>
        <message>
            <source>Stop the picking</source>
            <translation>停止拣货</translation>
        </message>
        <message>
            <source>Take an item out of the parcel</source>
            <translation>从包裹取出商品</translation>
        </message>
        <message>
            <source>Take the allocation back</source>
            <translation>撤销分仓</translation>
        </message>
        <message>
            <source>Take the waybill off</source>
            <translation>解绑运单</translation>
        </message>
        <message>
            <source>Take out of the lane</source>
            <translation>移出装车道</translation>
        </message>
        <message>
            <source>Pack an item</source>
            <translation>装入商品</translation>
        </message>
        <message>
            <source>Give up an empty parcel</source>
            <translation>作废空包裹</translation>
        </message>
    </context>
    <context>
        <name>Trouble</name>
        <message>
            <source>Cannot be reached</source>
            <translation>连不上</translation>
        </message>
        <message>
            <source>Does not answer</source>
            <translation>没有应答</translation>
        </message>
        <message>
            <source>As many calls as it allows</source>
            <translation>已到它允许的调用次数</translation>
        </message>
        <message>
            <source>Answers what nobody can read</source>
            <translation>应答读不懂</translation>
        </message>
        <message>
            <source>Does not let us in</source>
            <translation>不让登录</translation>
        </message>
        <message>
            <source>Is still at it</source>
            <translation>还在处理</translation>
        </message>
        <message>
            <source>Does not follow this courier</source>
            <translation>不跟踪这家快递</translation>
        </message>
        <message>
            <source>Does not take this waybill number</source>
            <translation>不收这个运单号</translation>
        </message>
        <message>
            <source>Wants the receiver's phone</source>
            <translation>要收件人电话</translation>
        </message>
        <message>
            <source>Has shipped it already</source>
            <translation>已经发货</translation>
        </message>
        <message>
            <source>The hub failed at it: see its log</source>
            <translation>中心自己出错：看中心日志</translation>
        </message>
        <message>
            <source>Refuses ({code})</source>
            <translation>拒绝（{code}）</translation>
        </message>
        <message>
            <source>Has a fault of its own ({code})</source>
            <translation>对方出错（{code}）</translation>
        </message>
    </context>
    <context>
        <name>UserDeeds</name>
        <message>
            <source>Password</source>
            <translation>密码</translation>
        </message>
        <message>
            <source>PIN of the badge</source>
            <translation>工牌 PIN</translation>
        </message>
        <message>
            <source>{name} may work now</source>
            <translation>{name} 现在可以工作了</translation>
        </message>
        <message>
            <source>{name} has other roles now</source>
            <translation>{name} 的角色已更改</translation>
        </message>
        <message>
            <source>{name} gets a new password, shown here once. The old one and every open sign-in end at once.</source>
            <translation>{name} 将得到新密码，只在这里显示一次。原密码和所有登录立即失效。</translation>
        </message>
        <message>
            <source>New password</source>
            <translation>新密码</translation>
        </message>
        <message>
            <source>Make the password</source>
            <translation>生成密码</translation>
        </message>
        <message>
            <source>{name} gets a new PIN, shown here once. The old one and every open sign-in end at once.</source>
            <translation>{name} 将得到新 PIN，只在这里显示一次。原 PIN 和所有登录立即失效。</translation>
        </message>
        <message>
            <source>It counts with a badge only, and there is none yet.</source>
            <translation>PIN 须与工牌一起使用，目前还没有工牌。</translation>
        </message>
        <message>
            <source>New PIN</source>
            <translation>新 PIN</translation>
        </message>
        <message>
            <source>Make the PIN</source>
            <translation>生成 PIN</translation>
        </message>
        <message>
            <source>For {name}</source>
            <translation>给 {name}</translation>
        </message>
        <message>
            <source>{name} has the badge now</source>
            <translation>{name} 已有工牌</translation>
        </message>
        <message>
            <source>{name} has no badge any more</source>
            <translation>{name} 的工牌已收回</translation>
        </message>
        <message>
            <source>Shown only now, and kept nowhere: hand it over, and have it changed if others have seen it.</source>
            <translation>只显示这一次，且不保存：请交给本人；若被他人看到，请重新更换。</translation>
        </message>
        <message>
            <source>{name} is signed in nowhere</source>
            <translation>{name} 没有在任何地方登录</translation>
        </message>
        <message>
            <source>{name} is signed in at {where}. What is done there from now on does not count; signing in again is possible.</source>
            <translation>{name} 已在 {where} 登录。此后在那里的操作不再算数；可以重新登录。</translation>
        </message>
        <message>
            <source>{name} is signed in nowhere any more</source>
            <translation>{name} 的登录已全部结束</translation>
        </message>
        <message>
            <source>End the sign-in</source>
            <translation>结束登录</translation>
        </message>
        <message>
            <source>End it</source>
            <translation>结束</translation>
        </message>
        <message>
            <source>{name} is switched off</source>
            <translation>{name} 已停用</translation>
        </message>
        <message>
            <source>{name} may work again</source>
            <translation>{name} 可以重新工作</translation>
        </message>
        <message>
            <source>{name} is as before</source>
            <translation>{name} 已恢复原状</translation>
        </message>
    </context>
    <context>
        <name>UserList</name>
        <message>
            <source>People</source>
            <extracomment>A workstation at which somebody works is heard every two minutes.</extracomment>
            <translation>用户</translation>
        </message>
        <message>
            <source>Roles</source>
            <translation>角色</translation>
        </message>
        <message>
            <source>Warehouse</source>
            <translation>仓库</translation>
        </message>
        <message>
            <source>Badge</source>
            <translation>工牌</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Signed in at</source>
            <translation>登录于</translation>
        </message>
        <message>
            <source>Last seen</source>
            <translation>最近使用</translation>
        </message>
        <message>
            <source>never</source>
            <translation>从未</translation>
        </message>
        <message>
            <source>{login} · you</source>
            <translation>{login} · 您</translation>
        </message>
        <message>
            <source>All</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>Badge, PIN</source>
            <translation>工牌、PIN</translation>
        </message>
        <message>
            <source>Badge, no PIN</source>
            <translation>工牌、无 PIN</translation>
        </message>
        <message>
            <source>Switched off</source>
            <translation>已停用</translation>
        </message>
        <message>
            <source>Blocked until {time}</source>
            <translation>锁定至 {time}</translation>
        </message>
        <message>
            <source>Active</source>
            <translation>可工作</translation>
        </message>
    </context>
    <context>
        <name>ViewNameDialog</name>
        <message>
            <source>Save this view</source>
            <translation>保存视图</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Filter, sort and columns as they are now</source>
            <translation>保存当前的筛选、排序和列</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Save view</source>
            <translation>保存视图</translation>
        </message>
        <message>
            <source>There are {n} views already: forget one first, or take the name of one</source>
            <translation>已有 {n} 个视图：请先删除一个，或使用已有的名称</translation>
        </message>
    </context>
    <context>
        <name>Words</name>
        <message>
            <source>Courier</source>
            <translation>快递</translation>
        </message>
        <message>
            <source>Freight line</source>
            <translation>物流专线</translation>
        </message>
        <message>
            <source>Own van</source>
            <translation>自有车辆</translation>
        </message>
        <message>
            <source>Customer pick-up</source>
            <translation>客户自提</translation>
        </message>
        <message>
            <source>Not paid</source>
            <translation>未收款</translation>
        </message>
        <message>
            <source>Paid in part</source>
            <translation>部分收款</translation>
        </message>
        <message>
            <source>Paid</source>
            <translation>已收款</translation>
        </message>
        <message>
            <source>Refunded</source>
            <translation>已退款</translation>
        </message>
        <message>
            <source>Bank transfer</source>
            <translation>银行转账</translation>
        </message>
        <message>
            <source>WeChat Pay</source>
            <translation>微信支付</translation>
        </message>
        <message>
            <source>Alipay</source>
            <translation>支付宝</translation>
        </message>
        <message>
            <source>Cash</source>
            <translation>现金</translation>
        </message>
        <message>
            <source>UnionPay</source>
            <translation>银联</translation>
        </message>
        <message>
            <source>At the door</source>
            <translation>货到付款</translation>
        </message>
        <message>
            <source>Being packed</source>
            <translation>打包中</translation>
        </message>
        <message>
            <source>Packed</source>
            <translation>已打包</translation>
        </message>
        <message>
            <source>Handed over</source>
            <translation>已交接</translation>
        </message>
        <message>
            <source>Void</source>
            <translation>作废</translation>
        </message>
        <message>
            <source>Price</source>
            <translation>价格</translation>
        </message>
        <message>
            <source>Credit</source>
            <translation>信用</translation>
        </message>
        <message>
            <source>Stock</source>
            <translation>库存</translation>
        </message>
        <message>
            <source>Prepaid</source>
            <translation>预付</translation>
        </message>
        <message>
            <source>Monthly</source>
            <translation>月结</translation>
        </message>
        <message>
            <source>On account</source>
            <translation>账期</translation>
        </message>
        <message>
            <source>Cash on delivery</source>
            <translation>货到付款</translation>
        </message>
        <message>
            <source>Completed</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>已取消</translation>
        </message>
        <message>
            <source>Returned</source>
            <translation>已退货</translation>
        </message>
        <message>
            <source>Lost</source>
            <translation>丢失</translation>
        </message>
        <message>
            <source>Credit refused</source>
            <translation>信用未通过</translation>
        </message>
        <message>
            <source>Return</source>
            <translation>退货</translation>
        </message>
        <message>
            <source>Exchange</source>
            <translation>换货</translation>
        </message>
        <message>
            <source>Sent again</source>
            <translation>补发</translation>
        </message>
        <message>
            <source>Transfer</source>
            <translation>调拨</translation>
        </message>
        <message>
            <source>Split from</source>
            <translation>拆自</translation>
        </message>
        <message>
            <source>Merged into</source>
            <translation>并入</translation>
        </message>
        <message>
            <source>Sent again for</source>
            <translation>补发自</translation>
        </message>
        <message>
            <source>Exchange for</source>
            <translation>换货自</translation>
        </message>
        <message>
            <source>Return of</source>
            <translation>退自</translation>
        </message>
        <message>
            <source>Goods for</source>
            <translation>调给</translation>
        </message>
        <message>
            <source>Split off</source>
            <translation>拆出</translation>
        </message>
        <message>
            <source>Sent again by</source>
            <translation>补发单</translation>
        </message>
        <message>
            <source>Exchanged by</source>
            <translation>换货单</translation>
        </message>
        <message>
            <source>Returned by</source>
            <translation>退货单</translation>
        </message>
        <message>
            <source>Goods come by</source>
            <translation>调拨单</translation>
        </message>
        <message>
            <source>Payment</source>
            <translation>付款</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <source>Entered twice</source>
            <translation>重复录入</translation>
        </message>
        <message>
            <source>Question to the customer</source>
            <translation>待与客户确认</translation>
        </message>
        <message>
            <source>Quality</source>
            <translation>质量</translation>
        </message>
        <message>
            <source>Something else</source>
            <translation>其他</translation>
        </message>
        <message>
            <source>Customer refuses</source>
            <translation>客户拒收</translation>
        </message>
        <message>
            <source>Nobody reached</source>
            <translation>联系不上</translation>
        </message>
        <message>
            <source>Wrong address</source>
            <translation>地址有误</translation>
        </message>
        <message>
            <source>Damaged</source>
            <translation>破损</translation>
        </message>
        <message>
            <source>Good</source>
            <translation>完好</translation>
        </message>
        <message>
            <source>Missing</source>
            <translation>缺失</translation>
        </message>
        <message>
            <source>no item is called so</source>
            <translation>没有这个商品</translation>
        </message>
        <message>
            <source>several items fit</source>
            <translation>有多个商品相符</translation>
        </message>
        <message>
            <source>the quantity is missing or cannot be read</source>
            <translation>数量缺失或无法识别</translation>
        </message>
        <message>
            <source>it is not sold in this unit</source>
            <translation>不按这个单位销售</translation>
        </message>
        <message>
            <source>it is on no price list: a price is missing</source>
            <translation>不在价目表中，缺单价</translation>
        </message>
        <message>
            <source>Packer</source>
            <translation>打包员</translation>
        </message>
        <message>
            <source>Picker</source>
            <translation>拣货员</translation>
        </message>
        <message>
            <source>Sales</source>
            <translation>销售</translation>
        </message>
        <message>
            <source>Customer service</source>
            <translation>客服</translation>
        </message>
        <message>
            <source>Logistics</source>
            <translation>物流</translation>
        </message>
        <message>
            <source>Supervisor</source>
            <translation>主管</translation>
        </message>
        <message>
            <source>Finance</source>
            <translation>财务</translation>
        </message>
        <message>
            <source>Administrator</source>
            <translation>管理员</translation>
        </message>
        <message>
            <source>Packing bench</source>
            <translation>打包台</translation>
        </message>
        <message>
            <source>Desk</source>
            <translation>办公桌</translation>
        </message>
        <message>
            <source>Office</source>
            <translation>办公室</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>订单</translation>
        </message>
        <message>
            <source>Waybill</source>
            <translation>运单</translation>
        </message>
        <message>
            <source>Parcel</source>
            <translation>包裹</translation>
        </message>
        <message>
            <source>Phone</source>
            <translation>电话</translation>
        </message>
        <message>
            <source>Customer</source>
            <translation>客户</translation>
        </message>
        <message>
            <source>SKU</source>
            <translation>商品</translation>
        </message>
        <message>
            <source>the receiver</source>
            <translation>收货人</translation>
        </message>
        <message>
            <source>the day that is wanted</source>
            <translation>要求到货日</translation>
        </message>
        <message>
            <source>the remark</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>the customer's number</source>
            <translation>客户单号</translation>
        </message>
        <message>
            <source>the delivery method</source>
            <translation>配送方式</translation>
        </message>
        <message>
            <source>the carrier</source>
            <translation>承运商</translation>
        </message>
        <message>
            <source>the lines</source>
            <translation>商品行</translation>
        </message>
    </context>
</TS>
